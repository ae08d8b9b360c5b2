using System.Net.Http.Headers;
using System.Text;
using Pulp.Access;
using Pulp.AspNetCore.Tests.Serving.Support;

namespace Pulp.AspNetCore.Tests.Serving;

internal sealed class LoginTests : ServingTest
{
    protected override void Configure(PulpOptions options) => options.ReadingNeedsLogin = true;

    [Test]
    public async Task Where_reading_needs_a_login_nothing_is_read_without()
    {
        var repository = await Host.NewRepositoryAsync();
        await Host.AddAsync(repository, ("a.txt", "hello"u8.ToArray()));
        await Host.ServeAsync("f", repository);
        await AddUserAsync();

        foreach (var path in new[] { "/pulp/content/f/", "/pulp/content/f/a.txt", "/pulp/content/f/none", "/page/f/x/" })
        {
            Assert.That(await StatusAsync(path, "user:right"), Is.EqualTo(path.EndsWith("none", StringComparison.Ordinal) ? 404 : 200), path);
            Assert.That(await StatusAsync(path, null), Is.EqualTo(401), path);
            Assert.That(await StatusAsync(path, "user:wrong"), Is.EqualTo(401), path);
        }

        Assert.That((await GetAsync("/pulp/content/f/a.txt")).Answer.Headers.WwwAuthenticate.Single().Scheme, Is.EqualTo("Basic"));
    }

    [Test]
    public async Task Who_guesses_passwords_is_told_when_to_come_back()
    {
        await Host.ServeAsync("f", await Host.NewRepositoryAsync());
        await AddUserAsync();
        for (var i = 0; i < 10; i++)
            await StatusAsync("/pulp/content/f/", $"user:guess {i}");

        foreach (var path in new[] { "/pulp/content/f/", "/page/f/x/" })
        {
            using var barred = await SendAsync(path, "user:right");
            Assert.That((int)barred.StatusCode, Is.EqualTo(429), path);
            Assert.That(barred.Headers.RetryAfter?.Delta, Is.GreaterThan(TimeSpan.Zero), path);
        }
    }

    private async Task<int> StatusAsync(string path, string? login)
    {
        using var answer = await SendAsync(path, login);
        return (int)answer.StatusCode;
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string? login)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (login is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(login)));
        return await Host.Client.SendAsync(request);
    }

    private Task AddUserAsync()
    {
        var hash = PasswordHash.Create("right");
        return Host.Database.WriteAsync(session => session.Access.Users.InsertAsync(new User { Username = "user", PasswordHash = hash }));
    }
}
