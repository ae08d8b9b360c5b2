using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Tests.Support;

namespace Pulp.Plugins.Container.Tests.PullThrough;

[TestFixture]
public sealed class PermissionTests : CacheTest
{
    private const string Collaborator = "container.containerpullthroughdistribution_collaborator";
    private const string Consumer = "container.containerpullthroughdistribution_consumer";

    [Test]
    public async Task Without_a_login_what_is_here_is_pulled_and_nothing_new()
    {
        var manifest = Registry.PutImage("latest", "anonymous", "a1");
        Registry.PutImage("other", "anonymous other", "a2");
        await RefuseAsync("manifests/latest", 401, "UNAUTHORIZED", user: null);
        Assert.That(Upstream.Requests, Is.Empty);

        await PullAsync("manifests/latest");
        var before = Upstream.Requests.Count;
        Assert.That(await PullAsync("manifests/latest", user: null), Is.EqualTo(manifest));
        await RefuseAsync("manifests/other", 401, "UNAUTHORIZED", user: null);
        Assert.That(Upstream.Requests, Has.Count.EqualTo(before));

        // A layer that the image names belongs to what is here, although its bytes come when they are first asked for.
        Assert.That(await PullAsync($"blobs/{Images.DigestOf(Images.Bytes("a1"))}", user: null), Is.EqualTo(Images.Bytes("a1")));
    }

    [Test]
    public async Task A_user_needs_the_permission_to_pull_what_is_new()
    {
        var manifest = Registry.PutImage("latest", "permitted", "p1");
        await CreateUserAsync("nobody");
        await CreateUserAsync("worker", Collaborator);
        await RefuseAsync("manifests/latest", 403, "DENIED", "nobody");
        Assert.That(Upstream.Requests, Is.Empty);
        Assert.That(await PullAsync("manifests/latest", "worker"), Is.EqualTo(manifest));
        Assert.That(await PullAsync("manifests/latest", "nobody"), Is.EqualTo(manifest));
        await RefuseAsync("manifests/absent", 404, "MANIFEST_UNKNOWN", "nobody");
        Assert.That(Registry.Count("HEAD", "manifests/absent"), Is.Zero);
    }

    [Test]
    public async Task A_token_is_narrowed_to_what_the_user_may_pull_through()
    {
        Registry.PutImage("latest", "tokens", "t1");
        await CreateUserAsync("holder", Collaborator);
        await CreateUserAsync("other");
        using var refused = await Host.SendAsync(HttpMethod.Get, $"v2/{Name}/manifests/latest", bearer: await TokenAsync("other"), user: null);
        await AssertAsync(refused, 401, "UNAUTHORIZED");
        Assert.That(Header(refused, "WWW-Authenticate"), Does.Contain($"scope=\"repository:{Name}:pull\"").And.Contain("insufficient_scope"));
        using var taken = await Host.SendAsync(HttpMethod.Get, $"v2/{Name}/manifests/latest", bearer: await TokenAsync("holder"), user: null);
        await AssertAsync(taken, 200);
    }

    [Test]
    public async Task A_private_cache_gives_what_is_here_only_to_those_who_may_pull_from_it()
    {
        await CreateCacheAsync(isPrivate: true);
        var manifest = Registry.PutImage("latest", "private", "q1");
        await CreateUserAsync("reader", Consumer);
        await CreateUserAsync("stranger");
        await RefuseAsync("manifests/latest", 403, "DENIED", "reader");
        await PullAsync("manifests/latest");
        Assert.That(await PullAsync("manifests/latest", "reader"), Is.EqualTo(manifest));
        await RefuseAsync("manifests/latest", 403, "DENIED", "stranger");
        await RefuseAsync("manifests/latest", 401, "UNAUTHORIZED", user: null);
    }

    [Test]
    public async Task Making_a_cache_private_makes_private_what_it_has_made()
    {
        Registry.PutImage("latest", "closing", "x1");
        await PullAsync("manifests/latest");
        await PullAsync("manifests/latest", user: null);
        using var patch = await Host.SendAsync(
            HttpMethod.Patch, $"pulp/api/v3/distributions/container/pull-through/{Cache.Id}/", Json("""{"private":true}"""u8.ToArray(), "application/json"));
        await AssertAsync(patch, 202);
        await RefuseAsync("manifests/latest", 401, "UNAUTHORIZED", user: null);
    }

    [Test]
    public async Task Who_pulls_first_does_not_own_what_is_made()
    {
        Registry.PutImage("latest", "owner", "y1");
        await CreateUserAsync("first", Collaborator);
        await PullAsync("manifests/latest", "first");
        using var pushed = await PutManifestAsync(Name, "latest", Images.Index([]), ManifestMediaTypes.OciIndex, "first");
        await AssertAsync(pushed, 403, "DENIED");
    }

    [Test]
    public async Task New_credentials_reach_the_remotes_that_were_made()
    {
        Registry.PutImage("latest", "rotated", "z1");
        await PullAsync("manifests/latest");
        using var patch = await Host.SendAsync(
            HttpMethod.Patch, $"pulp/api/v3/remotes/container/pull-through/{Remote.Id}/", Json("""{"username":"robot","password":"new"}"""u8.ToArray(), "application/json"));
        Assert.That((int)patch.StatusCode, Is.EqualTo(202).Or.EqualTo(200));
        var made = (ContainerRemote)(await Host.Database.ReadAsync(session => session.Resources.FindAsync(Resources.ResourceKind.Remote, Domains.Domain.DefaultId, Name)))!;
        Assert.That((made.Username, made.Password), Is.EqualTo(("robot", "new")));
        await PullAsync("manifests/latest");
        Assert.That(Upstream.Requests[^1]["Authorization"], Does.StartWith("Basic "));
    }

    private async Task<string> TokenAsync(string user)
    {
        using var refused = await Host.GetAsync("v2/", user: null);
        var service = Header(refused, "WWW-Authenticate").Split("service=\"")[1].Split('"')[0];
        return (await Host.GetJsonAsync($"token/?service={service}&scope=repository:{Name}:pull", user)).GetProperty("token").GetString()!;
    }
}
