using System.Text;
using Pulp.Plugins.Container.Tests.Support;

namespace Pulp.Plugins.Container.Tests.Protocol;

[TestFixture]
public sealed class CredentialTests : RegistryTest
{
    private const string Unauthorized = "UNAUTHORIZED";

    private static IEnumerable<TestCaseData> Malformed()
    {
        yield return Case("no colon", "Basic " + Encoded("admin"));
        yield return Case("no base64", "Basic !!!!");
        yield return Case("half a base64", "Basic YWRtaW4");
        yield return Case("no UTF-8", "Basic " + Convert.ToBase64String([0x61, 0x3A, 0xFF, 0xFE]));
        yield return Case("a NUL", "Basic " + Encoded("admin\0:" + RegistryHost.Password));
        yield return Case("nothing", "Basic ");
        yield return Case("20 KB", "Basic " + Encoded("admin:" + new string('x', 15_000)));
        yield return Case("an unknown scheme", "Digest username=admin");
        yield return Case("no scheme", "admin");
        yield return Case("an empty token", "Bearer ");
        yield return Case("a token of 20 KB", "Bearer " + new string('a', 20_000));
        yield return Case("a token with spaces", "Bearer a b c");

        static TestCaseData Case(string name, string header) => new TestCaseData(header).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Malformed))]
    public async Task A_malformed_login_is_refused_even_where_none_is_needed(string header)
    {
        await PushImageAsync("credentials/open", "latest", "credentials");
        foreach (var path in new[] { "v2/", "v2/_catalog", "v2/credentials/open/manifests/latest", "v2/credentials/open/tags/list", "token/?service=pulp" })
        {
            using var answer = await Host.SendAsync(HttpMethod.Get, path, user: null, headers: ("Authorization", header));
            await AssertAsync(answer, 401, Unauthorized);
            Assert.That(answer.Headers.WwwAuthenticate, Is.Not.Empty);
        }
    }

    [TestCase("Authorization", 100_000)]
    [TestCase("X-Anything", 1_000_000)]
    public async Task A_header_beyond_all_measure_is_refused_by_the_server(string name, int size)
    {
        var answer = await Host.SendRawAsync("GET", $"/v2/ HTTP/1.1\r\n{name}: Bearer {new string('a', size)}\r\nX-Rest: ", isAdmin: false);
        Assert.That(answer.Status, Is.EqualTo(431));
    }

    [Test]
    public async Task Ten_thousand_scopes_are_refused_and_none_is_looked_at()
    {
        var scopes = string.Join(' ', Enumerable.Range(0, 10_000).Select(i => $"repository:r{i}:pull"));
        var form = new FormUrlEncodedContent([new("grant_type", "password"), new("service", "pulp"), new("username", "admin"), new("password", RegistryHost.Password), new("scope", scopes)]);
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, "token/", form, user: null), 400, "UNSUPPORTED");
        var raw = await Host.SendRawAsync("GET", $"/token/?service=pulp&scope={Uri.EscapeDataString(scopes)}");
        Assert.That(raw.Status, Is.EqualTo(414));
    }

    [Test]
    public async Task Who_guesses_passwords_is_stopped_on_every_path()
    {
        await Host.CreateUserAsync("guessed");
        for (var i = 0; i < 10; i++)
            await AssertAsync(await Host.SendAsync(HttpMethod.Get, i % 2 == 0 ? "token/?service=pulp" : "v2/", user: "guessed", password: $"guess {i}"), 401, Unauthorized);
        foreach (var path in new[] { "token/?service=pulp", "v2/", "v2/credentials/none/manifests/latest" })
        {
            using var barred = await Host.SendAsync(HttpMethod.Get, path, user: "guessed");
            await AssertAsync(barred, 429, "TOOMANYREQUESTS");
            Assert.That(barred.Headers.RetryAfter?.Delta, Is.GreaterThan(TimeSpan.Zero), path);
        }

        var form = new FormUrlEncodedContent([new("grant_type", "password"), new("service", "pulp"), new("username", "guessed"), new("password", RegistryHost.Password)]);
        using (var refused = await Host.SendAsync(HttpMethod.Post, "token/", form, user: null))
        {
            await AssertAsync(refused, 429, "TOOMANYREQUESTS");
            Assert.That(refused.Headers.RetryAfter?.Delta, Is.GreaterThan(TimeSpan.Zero));
        }

        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/"), 200);
    }

    [TestCase("pull", "GET", "tags/list", 200)]
    [TestCase("pull", "GET", "manifests/latest", 200)]
    [TestCase("pull", "PUT", "manifests/latest", 401)]
    [TestCase("pull", "POST", "blobs/uploads/", 401)]
    [TestCase("pull", "DELETE", "manifests/latest", 401)]
    [TestCase("push", "GET", "tags/list", 200)]
    [TestCase("push", "POST", "blobs/uploads/", 202)]
    [TestCase("delete", "GET", "tags/list", 401)]
    [TestCase("delete", "POST", "blobs/uploads/", 401)]
    [TestCase("delete", "DELETE", "manifests/none", 404)]
    public async Task A_token_does_what_its_scope_names(string scope, string method, string path, int status)
    {
        const string Name = "credentials/scoped";
        if (await Host.LatestAsync(Name) is null)
            await Host.CreateRepositoryAsync(Name, isPrivate: true);
        await PushImageAsync(Name, "latest", "scoped");
        var token = (await Host.GetJsonAsync($"token/?service=pulp&scope=repository:{Name}:{scope}")).GetProperty("token").GetString();
        using var answer = await Host.SendAsync(new HttpMethod(method), $"v2/{Name}/{path}", bearer: token);
        await AssertAsync(answer, status, status == 401 ? Unauthorized : null);
        if (status == 401)
            Assert.That(answer.Headers.WwwAuthenticate.ToString(), Does.EndWith(",error=\"insufficient_scope\""));
    }

    [TestCase("latest")]
    [TestCase("v1")]
    public async Task Who_may_create_repositories_may_not_overwrite_tags_of_others(string tag)
    {
        var manifest = await PushImageAsync("credentials/owned", tag, "owned");
        if (await Host.Database.ReadAsync(session => session.Access.Users.FindAsync("creator")) is null)
        {
            var user = await Host.CreateUserAsync("creator");
            await Host.GrantAsync(user, "container.containerdistribution_creator");
            await Host.GrantAsync(user, "container.containerrepository_creator");
        }

        var other = Images.Image(Images.Config(label: "other"), []);
        await AssertAsync(await PutManifestAsync("credentials/owned", tag, other, user: "creator"), 403, "DENIED");
        await AssertAsync(await PushBlobAsync("credentials/owned", Images.Config(label: "other"), user: "creator"), 403, "DENIED");
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, $"v2/credentials/owned/manifests/{tag}", user: "creator"), 403, "DENIED");
        using var pulled = await Host.GetAsync($"v2/credentials/owned/manifests/{tag}");
        Assert.That(await pulled.Content.ReadAsByteArrayAsync(), Is.EqualTo(manifest));
    }

    private static string Encoded(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
