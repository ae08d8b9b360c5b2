using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Access;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Testing.Time;

namespace Pulp.Plugins.Container.Tests.Protocol;

[TestFixture]
public sealed class TokenTests : RegistryTest
{
    private readonly ManualTimeProvider time = new();

    private protected override async Task<RegistryHost> StartAsync()
    {
        var host = await RegistryHost.StartAsync(services => services.AddSingleton<TimeProvider>(time));
        await host.CreateRepositoryAsync("open");
        var (_, closed) = await host.CreateRepositoryAsync("closed", isPrivate: true);
        var (puller, pusher) = (await host.CreateUserAsync("puller"), await host.CreateUserAsync("pusher"));
        await host.CreateUserAsync("stranger");
        await host.GrantAsync(puller, "container.containerdistribution_consumer", closed);
        await host.GrantAsync(pusher, "container.containerdistribution_collaborator", closed);
        return host;
    }

    [Test]
    public async Task A_client_learns_at_the_root_where_to_get_a_token()
    {
        using var answer = await Host.GetAsync("v2/");
        await AssertAsync(answer, 401, "UNAUTHORIZED");
        Assert.That(answer.Headers.WwwAuthenticate.ToString(), Is.EqualTo($"Bearer realm=\"{Host.Url}token/\",service=\"pulp\""));
        Assert.That(Header(answer, "Docker-Distribution-Api-Version"), Is.EqualTo("registry/2.0"));
        await AssertAsync(await Host.GetAsync("v2/", "admin"), 200);
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/", bearer: await TokenAsync("", user: null)), 200);
    }

    [TestCase("GET", "v2/closed/tags/list", "repository:closed:pull")]
    [TestCase("HEAD", "v2/closed/manifests/latest", "repository:closed:pull")]
    [TestCase("PUT", "v2/open/manifests/latest", "repository:open:pull,push")]
    [TestCase("POST", "v2/open/blobs/uploads/?mount=sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&from=closed", "repository:open:pull,push repository:closed:pull")]
    [TestCase("POST", "v2/new/blobs/uploads/", "repository:new:pull,push")]
    [TestCase("GET", "v2/none/tags/list", "repository:none:pull")]
    public async Task A_challenge_names_what_is_needed(string method, string path, string scope)
    {
        using var answer = await Host.SendAsync(new HttpMethod(method), path, user: null);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(answer.Headers.WwwAuthenticate.ToString(), Does.EndWith($",service=\"pulp\",scope=\"{scope}\""));
    }

    [TestCase(null, "open", "pull,push,delete", "pull")]
    [TestCase(null, "closed", "pull", "")]
    [TestCase(null, "none", "pull,push", "")]
    [TestCase("stranger", "closed", "pull,push", "")]
    [TestCase("stranger", "open", "*", "pull")]
    [TestCase("puller", "closed", "pull,push", "pull")]
    [TestCase("pusher", "closed", "push", "pull,push")]
    [TestCase("pusher", "closed", "*", "pull,push,delete")]
    [TestCase("pusher", "none", "pull,push", "")]
    [TestCase("admin", "none", "pull,push", "pull,push")]
    public async Task A_token_allows_what_the_user_may_and_no_more(string? user, string name, string asked, string granted)
    {
        var claims = ClaimsOf(await TokenAsync($"repository:{name}:{asked}", user));
        Assert.That(claims["sub"]!.GetValue<string>(), Is.EqualTo(user ?? ""));
        Assert.That(claims["aud"]!.GetValue<string>(), Is.EqualTo("pulp"));
        Assert.That(claims["access"]!.ToJsonString(), Is.EqualTo($$"""[{"type":"repository","name":"{{name}}","actions":[{{string.Join(',', granted.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(action => $"\"{action}\""))}}]}]"""));
    }

    [Test]
    public async Task A_token_is_good_for_what_it_was_issued_for()
    {
        var pull = await TokenAsync("repository:closed:pull", "pusher");
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/closed/tags/list", bearer: pull), 200);
        using var push = await Host.SendAsync(HttpMethod.Post, "v2/closed/blobs/uploads/", bearer: pull);
        await AssertAsync(push, 401, "UNAUTHORIZED");
        Assert.That(push.Headers.WwwAuthenticate.ToString(), Does.EndWith("scope=\"repository:closed:pull,push\",error=\"insufficient_scope\""));
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, "v2/closed/blobs/uploads/", bearer: await TokenAsync("repository:closed:push", "pusher")), 202);
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/closed/tags/list", bearer: await TokenAsync("repository:open:pull", "pusher")), 401);
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/open/tags/list", bearer: await TokenAsync("", user: null)), 200);
    }

    [Test]
    public async Task A_right_that_was_taken_away_ends_with_it_whatever_the_token_says()
    {
        var (_, distribution) = await Host.CreateRepositoryAsync("revoked", isPrivate: true);
        var user = await Host.CreateUserAsync("revoked-user");
        await Host.GrantAsync(user, "container.containerdistribution_consumer", distribution);
        var token = await TokenAsync("repository:revoked:pull", "revoked-user");
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/revoked/tags/list", bearer: token), 200);
        await Host.Database.WriteAsync(async session =>
        {
            await session.Access.Grants.RemoveObjectAsync(Host.Catalog.ResourceTypeOf(distribution).PrnOf(distribution.Id));
            return true;
        });
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/revoked/tags/list", bearer: token), 403, "DENIED");
    }

    [Test]
    public async Task A_token_of_the_registry_opens_nothing_but_the_registry() =>
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "pulp/api/v3/users/", bearer: await TokenAsync("registry:catalog:*", "admin")), 401);

    [Test]
    public async Task A_token_ends()
    {
        var token = await TokenAsync("repository:open:pull", "admin");
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/", bearer: token), 200);
        time.Advance(TimeSpan.FromMinutes(5));
        using var answer = await Host.SendAsync(HttpMethod.Get, "v2/", bearer: token);
        await AssertAsync(answer, 401, "UNAUTHORIZED");
        Assert.That(answer.Headers.WwwAuthenticate.ToString(), Does.EndWith(",error=\"invalid_token\""));
    }

    [TestCaseSource(nameof(Forgeries))]
    public async Task A_token_that_was_not_issued_here_is_refused(Func<string, string> forge)
    {
        var token = forge(await TokenAsync("repository:closed:pull,push", "admin"));
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/closed/tags/list", bearer: token), 401, "UNAUTHORIZED");
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/", bearer: token), 401, "UNAUTHORIZED");
    }

    [TestCase("scope=repository:open:pull", 400)]
    [TestCase("service=other.example&scope=repository:open:pull", 400)]
    [TestCase("service=pulp&scope=repository", 400)]
    [TestCase("service=pulp&scope=repository:UPPER:pull", 400)]
    [TestCase("service=pulp&scope=repository:a/../b:pull", 400)]
    [TestCase("service=pulp", 200)]
    [TestCase("service=pulp&account=admin&client_id=docker&offline_token=true", 200)]
    [TestCase("service=pulp&scope=repository(plugin):x:pull", 200)]
    public async Task A_request_for_a_token_names_service_and_scopes(string query, int status) => await AssertAsync(await Host.GetAsync($"token/?{query}"), status);

    [Test]
    public async Task Too_many_scopes_are_refused() =>
        await AssertAsync(await Host.GetAsync($"token/?service=pulp&scope={string.Join("%20", Enumerable.Repeat("repository:open:pull", 150))}"), 400);

    [Test]
    public async Task A_wrong_password_gives_no_token()
    {
        using var answer = await Host.SendAsync(HttpMethod.Get, "token/?service=pulp", password: "wrong");
        await AssertAsync(answer, 401, "UNAUTHORIZED");
        Assert.That(answer.Headers.WwwAuthenticate.ToString(), Is.EqualTo("Basic realm=\"pulp\""));
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/open/manifests/none", password: "wrong"), 401, "UNAUTHORIZED");
    }

    [Test]
    public async Task A_refresh_token_gives_further_tokens_until_the_password_changes()
    {
        var user = await Host.CreateUserAsync("refresher");
        var login = await PostAsync(("grant_type", "password"), ("service", "pulp"), ("client_id", "test"), ("username", "refresher"), ("password", RegistryHost.Password), ("access_type", "offline"), ("scope", "repository:open:pull"));
        Assert.That(login.Status, Is.EqualTo(200));
        var refresh = login.Json.GetProperty("refresh_token").GetString()!;
        time.Advance(TimeSpan.FromDays(1));
        var again = await PostAsync(("grant_type", "refresh_token"), ("service", "pulp"), ("client_id", "test"), ("refresh_token", refresh), ("scope", "repository:open:pull"));
        Assert.That(again.Status, Is.EqualTo(200));
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/", bearer: again.Json.GetProperty("access_token").GetString()), 200);
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/", bearer: refresh), 401);
        await Host.Database.WriteAsync(session => session.Access.Users.UpdateAsync(user with { PasswordHash = PasswordHash.Create("another password") }));
        Assert.That((await PostAsync(("grant_type", "refresh_token"), ("service", "pulp"), ("refresh_token", refresh))).Status, Is.EqualTo(401));
        Assert.That((await PostAsync(("grant_type", "refresh_token"), ("service", "pulp"), ("refresh_token", again.Json.GetProperty("access_token").GetString()!))).Status, Is.EqualTo(401));
        Assert.That((await PostAsync(("grant_type", "password"), ("service", "pulp"), ("username", "refresher"), ("password", "wrong"))).Status, Is.EqualTo(401));
        Assert.That((await PostAsync(("grant_type", "other"), ("service", "pulp"))).Status, Is.EqualTo(400));
    }

    [Test]
    public async Task The_catalog_lists_what_the_caller_may_pull()
    {
        await Host.CreateRepositoryAsync("catalog/private", isPrivate: true);
        Assert.That(await NamesAsync(null), Does.Contain("open").And.Not.Contain("closed"));
        Assert.That(await NamesAsync("puller"), Does.Contain("closed").And.Not.Contain("catalog/private"));
        Assert.That(await NamesAsync("admin"), Does.Contain("catalog/private").And.Ordered);
        using var page = await Host.GetAsync("v2/_catalog?n=1&last=closed", "admin");
        Assert.That(Header(page, "Link"), Does.StartWith("</v2/_catalog?n=1&last="));
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/_catalog", bearer: await TokenAsync("repository:open:pull", "admin")), 401);
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/_catalog", bearer: await TokenAsync("registry:catalog:*", "admin")), 200);
        await AssertAsync(await Host.GetAsync("v2/_catalog?n=-1", "admin"), 400);

        async Task<IEnumerable<string?>> NamesAsync(string? user) =>
            [.. (await Host.GetJsonAsync("v2/_catalog", user)).GetProperty("repositories").EnumerateArray().Select(name => name.GetString())];
    }

    [TestCase("GET", "manifests/latest")]
    [TestCase("HEAD", "manifests/latest")]
    [TestCase("GET", "manifests/sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [TestCase("GET", "blobs/sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [TestCase("GET", "tags/list")]
    [TestCase("GET", "referrers/sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [TestCase("PUT", "manifests/latest")]
    [TestCase("DELETE", "manifests/latest")]
    [TestCase("DELETE", "blobs/sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [TestCase("POST", "blobs/uploads/")]
    [TestCase("GET", "blobs/uploads/3f2504e0-4f89-41d3-9a0c-0305e82c3301")]
    [TestCase("PATCH", "blobs/uploads/3f2504e0-4f89-41d3-9a0c-0305e82c3301")]
    [TestCase("PUT", "blobs/uploads/3f2504e0-4f89-41d3-9a0c-0305e82c3301")]
    [TestCase("DELETE", "blobs/uploads/3f2504e0-4f89-41d3-9a0c-0305e82c3301")]
    public async Task A_private_repository_is_closed_to_strangers_on_every_path(string method, string path)
    {
        foreach (var name in new[] { "closed", "none" })
        {
            await AssertAsync(await Host.SendAsync(new HttpMethod(method), $"v2/{name}/{path}", user: null), 401);
            await AssertAsync(await Host.SendAsync(new HttpMethod(method), $"v2/{name}/{path}", user: "stranger"), 403);
        }
    }

    [Test]
    public async Task A_private_answer_is_not_left_for_others()
    {
        await PushImageAsync("closed", "kept", "private");
        await AssertAsync(await Host.GetAsync("v2/closed/manifests/kept", "admin"), 200);
        await AssertAsync(await Host.GetAsync("v2/closed/manifests/kept", "puller"), 200);
        await AssertAsync(await Host.GetAsync("v2/closed/manifests/kept", "stranger"), 403);
        await AssertAsync(await Host.GetAsync("v2/closed/manifests/kept"), 401);
    }

    private static IEnumerable<TestCaseData> Forgeries()
    {
        yield return Case("no signature", token => token[..(token.LastIndexOf('.') + 1)]);
        yield return Case("another signature", token => $"{token[..token.LastIndexOf('.')]}.{Base64Url.EncodeToString(new byte[64])}");
        yield return Case("alg none", token => $"{Encoded("""{"typ":"JWT","alg":"none"}""")}.{token.Split('.')[1]}.");
        yield return Case("HS256 under the key's name", token =>
        {
            var signed = $"{Encoded($$"""{"typ":"JWT","alg":"HS256","kid":"{{KeyOf(token)}}"}""")}.{token.Split('.')[1]}";
            return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(KeyOf(token)), Encoding.ASCII.GetBytes(signed)))}";
        });
        yield return Case("a foreign key under the same name, brought along", token =>
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var point = key.ExportParameters(includePrivateParameters: false).Q;
            var header = $$$"""{"typ":"JWT","alg":"ES256","kid":"{{{KeyOf(token)}}}","jku":"http://127.0.0.1:1/","x5u":"http://127.0.0.1:1/","x5c":["AAAA"],"jwk":{"kty":"EC","crv":"P-256","x":"{{{Base64Url.EncodeToString(point.X)}}}","y":"{{{Base64Url.EncodeToString(point.Y)}}}"}}""";
            var signed = $"{Encoded(header)}.{token.Split('.')[1]}";
            return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
        });
        yield return Case("another kid", token => $"{Encoded("""{"typ":"JWT","alg":"ES256","kid":"../../dev/null"}""")}.{token[(token.IndexOf('.') + 1)..]}");
        yield return Case("changed claims", token => $"{token.Split('.')[0]}.{Encoded(ClaimsOf(token).ToJsonString().Replace("admin", "puller", StringComparison.Ordinal))}.{token.Split('.')[2]}");
        yield return Case("no token", _ => "x");
        yield return Case("two dots", _ => "..");
        yield return Case("a long text", _ => new string('a', 15_000));

        static TestCaseData Case(string name, Func<string, string> forge) => new TestCaseData(forge).SetArgDisplayNames(name);
    }

    private static string Encoded(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private static string KeyOf(string token) => JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[0]))!["kid"]!.GetValue<string>();

    private static JsonNode ClaimsOf(string token) => JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!;

    private async Task<string> TokenAsync(string scope, string? user)
    {
        var answer = await Host.GetJsonAsync($"token/?service=pulp{(scope.Length == 0 ? "" : "&scope=" + Uri.EscapeDataString(scope))}", user);
        Assert.That(answer.GetProperty("expires_in").GetInt32(), Is.EqualTo(300));
        Assert.That(DateTimeOffset.Parse(answer.GetProperty("issued_at").GetString()!, CultureInfo.InvariantCulture), Is.EqualTo(time.GetUtcNow()).Within(TimeSpan.FromSeconds(1)));
        return answer.GetProperty("token").GetString()!;
    }

    private async Task<(int Status, JsonElement Json)> PostAsync(params (string Name, string Value)[] form)
    {
        using var answer = await Host.SendAsync(HttpMethod.Post, "token/", new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value))), user: null);
        return ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }
}
