using System.Text;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Container.Tests.Sync;

[TestFixture]
public sealed class UpstreamTokenTests : SyncTest
{
    private const string Secret = "s3cret-of-upstream";
    private static readonly string Basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"robot:{Secret}"));

    [Test]
    public async Task A_token_is_asked_for_once_with_the_login_and_used_for_everything()
    {
        Registry.PutImage("latest", "token", "t1");
        Registry.Tags("latest");
        Challenge("tags/list", new Uri(Upstream.Url, "token"), then: FakeAnswer.Ok("""{"tags":["latest"]}""", "application/json"));
        Upstream.Map("/token", FakeAnswer.Ok("""{"token":"abc.def","expires_in":300}""", "application/json"));
        await SyncAsync(await CreateMirrorAsync("token", remote => remote with { Username = "robot", Password = Secret }));

        var asked = Upstream.Requests.Where(request => request.Path == "/token").ToList();
        Assert.That(asked, Has.Count.EqualTo(1));
        Assert.That(asked[0].Target, Is.EqualTo("/token?service=registry.example&scope=repository%3Ateam%2Fapp%3Apull"));
        Assert.That(asked[0]["Authorization"], Is.EqualTo(Basic));
        Assert.That(Upstream.Requests.SkipWhile(request => request.Path != "/token").Skip(1).Select(request => request["Authorization"]), Is.All.EqualTo("Bearer abc.def"));
    }

    [Test]
    public async Task A_challenge_that_names_no_scope_means_pulling_the_repository()
    {
        Registry.PutImage("latest", "no scope", "ns1");
        Upstream.Map(
            Registry.PathOf("tags/list"),
            FakeAnswer.Of(401, "WWW-Authenticate", $"Bearer realm=\"{Upstream.UrlOf("/token")}\",service=\"registry.example\""),
            FakeAnswer.Ok("""{"tags":["latest"]}""", "application/json"));
        Upstream.Map("/token", FakeAnswer.Ok("""{"token":"abc"}""", "application/json"));
        await SyncAsync(await CreateMirrorAsync("no-scope"));
        Assert.That(Upstream.Requests.Single(request => request.Path == "/token").Target, Does.EndWith("scope=repository%3Ateam%2Fapp%3Apull"));
        Assert.That(await TagsAsync("no-scope"), Is.EqualTo(new[] { "latest" }));
    }

    [Test]
    public async Task A_registry_that_takes_the_login_itself_gets_it()
    {
        Registry.PutImage("latest", "basic", "b1");
        Registry.Tags("latest");
        await SyncAsync(await CreateMirrorAsync("basic", remote => remote with { Username = "robot", Password = Secret }));
        Assert.That(Upstream.Requests.Select(request => request["Authorization"]), Is.All.EqualTo(Basic));
    }

    [Test]
    public async Task A_token_that_is_refused_is_asked_for_again()
    {
        Registry.PutImage("latest", "again", "a1");
        Challenge("tags/list", new Uri(Upstream.Url, "token"), then: FakeAnswer.Ok("""{"tags":["latest"]}""", "application/json"));
        Challenge("manifests/latest", new Uri(Upstream.Url, "token"), then: FakeRegistry.Manifest(Images.Image(Images.Config(label: "again"), [Images.Bytes("a1")])));
        Upstream.Map("/token", FakeAnswer.Ok("""{"token":"first"}""", "application/json"), FakeAnswer.Ok("""{"access_token":"second"}""", "application/json"));
        await SyncAsync(await CreateMirrorAsync("again"));
        Assert.That(Upstream.Requests[^1]["Authorization"], Is.EqualTo("Bearer second"));
    }

    [Test]
    public async Task A_token_server_elsewhere_gets_no_login()
    {
        await using var evil = await FakeUpstream.StartAsync();
        evil.Map("/token", FakeAnswer.Ok("""{"token":"anonymous"}""", "application/json"));
        Registry.PutImage("latest", "evil", "e1");
        Challenge("tags/list", new Uri(evil.Url, "token"), then: FakeAnswer.Ok("""{"tags":["latest"]}""", "application/json"));
        await SyncAsync(await CreateMirrorAsync("evil", remote => remote with
        {
            Username = "robot", Password = Secret, Headers = [new Dictionary<string, string> { ["X-Key"] = Secret }],
        }));

        Assert.That(evil.CountOf("/token"), Is.EqualTo(1));
        Assert.That(evil.Requests.Select(request => request.Everything()), Has.None.Contains(Secret).And.None.Contains(Basic[6..]));
        Assert.That(await TagsAsync("evil"), Is.EqualTo(new[] { "latest" }));
    }

    [Test]
    public async Task A_token_server_that_refuses_the_login_fails_the_sync_with_its_address()
    {
        Challenge("tags/list", new Uri(Upstream.Url, "token"), then: FakeAnswer.Of(200));
        Upstream.Map("/token", FakeAnswer.Of(401));
        var task = await RunAsync(await CreateMirrorAsync("refused", remote => remote with { Username = "robot", Password = Secret }));
        Assert.That(task.Error!.Description, Does.Contain("/token").And.Contain("401").And.Not.Contain(Secret));
    }

    [Test]
    public async Task A_layer_on_demand_is_fetched_with_a_token()
    {
        Registry.PutImage("latest", "demand token", "dt1");
        Registry.Tags("latest");
        var layer = Images.DigestOf(Images.Bytes("dt1"));
        Challenge($"blobs/{layer}", new Uri(Upstream.Url, "token"), then: FakeAnswer.Ok("dt1"));
        Upstream.Map("/token", FakeAnswer.Ok("""{"token":"for-layers"}""", "application/json"));
        await SyncAsync(await CreateMirrorAsync("demand-token"));
        using var answer = await Host.GetAsync($"v2/demand-token/blobs/{layer}");
        Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo("dt1"));
        Assert.That(Upstream.Requests[^1]["Authorization"], Is.EqualTo("Bearer for-layers"));
    }

    private void Challenge(string rest, Uri realm, FakeAnswer then) => Upstream.Map(
        Registry.PathOf(rest),
        FakeAnswer.Of(401, "WWW-Authenticate", $"Bearer realm=\"{realm}\",service=\"registry.example\",scope=\"repository:team/app:pull\""),
        then);
}
