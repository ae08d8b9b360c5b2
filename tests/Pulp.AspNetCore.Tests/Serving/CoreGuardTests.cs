using System.Net;
using System.Text;
using Pulp.AspNetCore.Tests.Serving.Support;
using Pulp.Distributions;
using Pulp.Distributions.Guards;
using Pulp.Testing.Samples;

namespace Pulp.AspNetCore.Tests.Serving;

internal sealed class CoreGuardTests : ServingTest
{
    private Distribution distribution = null!;

    [SetUp]
    public async Task Serve()
    {
        var repository = await Host.NewRepositoryAsync();
        await Host.AddAsync(repository, ("a.txt", "a small file"u8.ToArray()));
        distribution = await Host.ServeAsync("g", repository);
    }

    [TestCase(null, "secret", "c2VjcmV0", ExpectedResult = HttpStatusCode.OK)]
    [TestCase(null, "secret", " c2VjcmV0 ", ExpectedResult = HttpStatusCode.OK)]
    [TestCase(null, "secret", "secret", ExpectedResult = HttpStatusCode.Forbidden)]
    [TestCase(null, "secret", "c2VjcmV0cw==", ExpectedResult = HttpStatusCode.Forbidden)]
    [TestCase(null, "secret", "", ExpectedResult = HttpStatusCode.Forbidden)]
    [TestCase(null, "secret", null, ExpectedResult = HttpStatusCode.Forbidden)]
    [TestCase(".identity.org", "7", """{"identity":{"org":"7"}}""", ExpectedResult = HttpStatusCode.OK)]
    [TestCase(""".["identity"].orgs[1]""", "7", """{"identity":{"orgs":["6","7"]}}""", ExpectedResult = HttpStatusCode.OK)]
    [TestCase("""."a-b"[0]""", "7", """{"a-b":["7"]}""", ExpectedResult = HttpStatusCode.OK)]
    [TestCase(".", "7", "\"7\"", ExpectedResult = HttpStatusCode.OK)]
    [TestCase(".identity.org", "7", """{"identity":{"org":7}}""", ExpectedResult = HttpStatusCode.Forbidden)]
    [TestCase(".identity.org", "7", """{"identity":{"org":"8"}}""", ExpectedResult = HttpStatusCode.Forbidden)]
    [TestCase(".identity.org", "7", """{"identity":["org"]}""", ExpectedResult = HttpStatusCode.Forbidden)]
    [TestCase(".identity[9]", "7", """{"identity":["7"]}""", ExpectedResult = HttpStatusCode.Forbidden)]
    [TestCase(".identity", "null", """{"other":1}""", ExpectedResult = HttpStatusCode.Forbidden)]
    [TestCase(".identity", "7", """{"identity":"\ud800"}""", ExpectedResult = HttpStatusCode.Forbidden)]
    [TestCase(".identity", "7", "no JSON", ExpectedResult = HttpStatusCode.Forbidden)]
    public async Task<HttpStatusCode> A_header_lets_in_whose_decoded_value_is_the_one_asked_for(string? filter, string value, string? sent)
    {
        var guard = await Host.CreateAsync(new HeaderContentGuard { Name = "header", HeaderName = "X-Key", HeaderValue = value, JqFilter = filter });
        await Host.UpdateAsync(distribution with { ContentGuard = guard.Id });
        return await GetAsync(filter is null || sent is null ? sent : Convert.ToBase64String(Encoding.UTF8.GetBytes(sent)));
    }

    [Test]
    public async Task A_composite_lets_in_whom_one_of_its_guards_lets_in()
    {
        var header = await Host.CreateAsync(new HeaderContentGuard { Name = "header", HeaderName = "X-Key", HeaderValue = "a" });
        var refusing = await Host.CreateAsync(new SampleGuard { Name = "refusing", Refusal = "No." });
        var inner = await Host.CreateAsync(new CompositeContentGuard { Name = "inner", Guards = [refusing.Id, header.Id] });
        var outer = await Host.CreateAsync(new CompositeContentGuard { Name = "outer", Guards = [inner.Id, refusing.Id] });
        await Host.UpdateAsync(distribution with { ContentGuard = outer.Id });

        Assert.That(await GetAsync("YQ=="), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await GetAsync("YQ"), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await GetAsync(null), Is.EqualTo(HttpStatusCode.Forbidden));

        await Host.UpdateAsync(outer with { Guards = [] });
        Assert.That(await GetAsync(null), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_redirect_guard_keeps_files_from_the_content_app_and_leaves_a_plugins_answers_to_the_plugin()
    {
        var guard = await Host.CreateAsync(new ContentRedirectContentGuard { Name = "redirect" });
        var composite = await Host.CreateAsync(new CompositeContentGuard { Name = "composite", Guards = [guard.Id] });
        distribution = await Host.UpdateAsync(distribution with { ContentGuard = guard.Id });

        Assert.That(await GetAsync(null), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await GetAsync(null, "/page/g/x/"), Is.EqualTo(HttpStatusCode.OK));

        await Host.UpdateAsync(distribution with { ContentGuard = composite.Id });
        Assert.That(await GetAsync(null), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await GetAsync(null, "/page/g/x/"), Is.EqualTo(HttpStatusCode.Forbidden));
    }

    private async Task<HttpStatusCode> GetAsync(string? key, string path = "/pulp/content/g/a.txt")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (key is not null)
            request.Headers.TryAddWithoutValidation("X-Key", key);
        using var answer = await Host.Client.SendAsync(request);
        return answer.StatusCode;
    }
}
