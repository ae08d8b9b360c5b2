using Pulp.AspNetCore.Tests.Serving.Support;

namespace Pulp.AspNetCore.Tests.Serving;

internal sealed class FailingGuardTests : ServingTest
{
    [TestCase("GET")]
    [TestCase("HEAD")]
    [TestCase("GET", "Range", "bytes=0-0")]
    [TestCase("GET", "If-None-Match", "*")]
    [TestCase("GET", "X-Wait", "yes")]
    public async Task Who_asks_while_a_guard_fails_is_refused_and_told_nothing_of_the_failure(string method, string? header = null, string? value = null)
    {
        var repository = await Host.NewRepositoryAsync();
        await Host.AddAsync(repository, ("a.txt", "a small file"u8.ToArray()));
        var distribution = await Host.ServeAsync("f", repository);
        await GetAsync("/pulp/content/f/a.txt");
        Assert.That((await GetAsync("/pulp/content/f/a.txt")).Answer.Headers.GetValues("X-PULP-CACHE").Single(), Is.EqualTo("HIT"));
        var guard = await Host.CreateAsync(new FailingGuard { Name = "failing" });
        await Host.UpdateAsync(distribution with { ContentGuard = guard.Id });

        foreach (var path in new[] { "/pulp/content/f/a.txt", "/pulp/content/f/", "/pulp/content/f/absent", "/page/f/x/" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (header is not null)
                request.Headers.TryAddWithoutValidation(header, value);
            using var answer = await Host.Client.SendAsync(request);

            Assert.That((int)answer.StatusCode, Is.EqualTo(500), path);
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Not.Contain("small file").And.Not.Contain("directory of users"), path);
            Assert.That(answer.Headers.ETag, Is.Null, path);
        }
    }
}
