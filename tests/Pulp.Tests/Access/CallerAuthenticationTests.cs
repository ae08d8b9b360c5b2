using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Pulp.Access;
using Pulp.AspNetCore.Access;
using Pulp.Tests.Support;

namespace Pulp.Tests.Access;

[TestFixture]
internal sealed class CallerAuthenticationTests
{
    private TestPulp test = null!;
    private string token = null!;

    private static IEnumerable<TestCaseData> Headers()
    {
        yield return Case("a user", 200, Basic("ann:secret"));
        yield return Case("a scheme in lower case", 200, Basic("ann:secret").Replace("Basic", "basic", StringComparison.Ordinal));
        yield return Case("a password with colons", 200, Basic("colon:a:b:"));
        yield return Case("a wrong password", 401, Basic("ann:wrong"));
        yield return Case("no colon", 401, Basic("ann"));
        yield return Case("nothing", 401, Basic(""));
        yield return Case("bad base64", 401, "Basic ***");
        yield return Case("half base64", 401, "Basic YW5uOnNlY3JldA=");
        yield return Case("invalid UTF-8", 401, "Basic " + Convert.ToBase64String([.. "ann:"u8, 0xff, 0xfe]));
        yield return Case("a NUL", 401, Basic("ann\0:secret"));
        yield return Case("a NUL behind", 401, Basic("ann:secret\0"));
        yield return Case("100 KB", 401, Basic("ann:" + new string('x', 100_000)));
        yield return Case("two headers", 401, Basic("ann:secret"), Basic("ann:secret"));
        yield return Case("a scheme alone", 401, "Basic");
        yield return Case("a scheme and a space", 401, "Basic ");
        yield return Case("a space first", 401, " " + Basic("ann:secret"));
        yield return Case("an empty header", 401, "");
        yield return Case("another scheme", 401, "Digest username=\"ann\"");
        yield return Case("a token that is none", 401, "Bearer abc");
        yield return Case("no token", 401, "Bearer ");
    }

    [SetUp]
    public async Task SetUp()
    {
        test = await TestPulp.StartAsync();
        var user = (await test.Database.WriteAsync(session => session.Access.Users.InsertAsync(new User { Username = "ann", PasswordHash = PasswordHash.Create("secret") })))!;
        await test.Database.WriteAsync(session => session.Access.Users.InsertAsync(new User { Username = "colon", PasswordHash = PasswordHash.Create("a:b:") }));
        (_, token) = await test.Get<ApiTokens>().CreateAsync(user.Id, "t", [], []);
    }

    [TearDown]
    public async Task TearDown() => await test.DisposeAsync();

    [TestCaseSource(nameof(Headers))]
    public async Task Credentials_are_taken_or_refused(int status, string[] headers)
    {
        var feature = await SendAsync(headers);
        Assert.That(feature!.Refusal?.StatusCode ?? 200, Is.EqualTo(status));
        Assert.That(feature.Caller.IsAnonymous, Is.EqualTo(status != 200));
    }

    [Test]
    public async Task A_token_is_taken_under_both_schemes_and_no_header_means_nobody()
    {
        foreach (var scheme in new[] { "Bearer", "bearer", "Token" })
            Assert.That((await SendAsync($"{scheme} {token}"))!.Caller.User!.Username, Is.EqualTo("ann"));
        Assert.That((await SendAsync(Basic($"__token__:{token}")))!.Caller.Token, Is.Not.Null);
        Assert.That(await SendAsync(), Is.Null);
    }

    [Test]
    public async Task Too_many_failures_are_told_as_such()
    {
        for (var i = 0; i < 10; i++)
            Assert.That((await SendAsync(Basic($"ann:wrong{i}")))!.Refusal!.StatusCode, Is.EqualTo(401));
        var refusal = (await SendAsync(Basic("ann:secret")))!.Refusal!;
        Assert.That((refusal.StatusCode, refusal.RetryAfter > TimeSpan.Zero), Is.EqualTo((429, true)));
    }

    private static TestCaseData Case(string name, int status, params string[] headers) => new TestCaseData(status, headers).SetArgDisplayNames(name);

    private static string Basic(string text) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private async Task<ICallerFeature?> SendAsync(params string[] headers)
    {
        var context = new DefaultHttpContext();
        if (headers.Length > 0)
            context.Request.Headers.Authorization = new StringValues(headers);
        var reached = false;
        await new CallerAuthentication(
            _ =>
            {
                reached = true;
                return Task.CompletedTask;
            },
            test.Get<Logins>(), []).InvokeAsync(context);
        Assert.That(reached, Is.True);
        return context.Features.Get<ICallerFeature>();
    }
}
