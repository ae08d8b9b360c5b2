using System.Text;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Remotes;

namespace Pulp.Plugins.Container.Tests.PullThrough;

[TestFixture]
public sealed class DistributionRemoteTests : SyncTest
{
    [Test]
    public async Task A_distribution_with_a_remote_asks_upstream_for_tags_and_passes_layers_on()
    {
        var manifest = Registry.PutImage("latest", "one remote", "r1");
        var repository = await CreateAsync("single");
        Assert.That(await GetBytesAsync("v2/single/manifests/latest"), Is.EqualTo(manifest));
        Assert.That(await GetBytesAsync($"v2/single/blobs/{Images.DigestOf(Images.Bytes("r1"))}"), Is.EqualTo(Images.Bytes("r1")));
        var moved = Registry.PutImage("latest", "one remote moved", "r1", "r2");
        Assert.That(await GetBytesAsync("v2/single/manifests/latest"), Is.EqualTo(moved));
        Assert.That(await TagsAsync("single"), Is.EqualTo(new[] { "latest" }));
        Assert.That((await Host.LatestAsync("single"))!.Number, Is.EqualTo(2));
        Assert.That(repository.RetainRepoVersions, Is.Null);
    }

    [Test]
    public async Task A_login_is_needed_for_what_is_not_here_and_the_permission_on_the_distribution()
    {
        var manifest = Registry.PutImage("latest", "one login", "l1");
        await CreateAsync("login");
        var distribution = (await Host.Database.ReadAsync(session => session.Resources.FindAsync(Resources.ResourceKind.Distribution, Domains.Domain.DefaultId, "login")))!;
        var user = await Host.CreateUserAsync("puller");
        using (var refused = await Host.GetAsync("v2/login/manifests/latest"))
            await AssertAsync(refused, 401, "UNAUTHORIZED");
        using (var refused = await Host.GetAsync("v2/login/manifests/latest", "puller"))
            await AssertAsync(refused, 404, "MANIFEST_UNKNOWN");
        await Host.GrantAsync(user, "container.containerdistribution_owner", distribution);
        Assert.That(await GetBytesAsync("v2/login/manifests/latest", "puller"), Is.EqualTo(manifest));
    }

    [TestCase("""{"name":"w1","base_path":"w1","remote":"REMOTE"}""", "repository")]
    [TestCase("""{"name":"w2","base_path":"w2","remote":"CACHE","repository":"REPOSITORY"}""", "remote")]
    public async Task A_distribution_with_a_remote_needs_a_repository_to_keep_what_is_pulled(string body, string field)
    {
        using var answer = await PostAsync("distributions/container/container/", body);
        await AssertInvalidAsync(answer, field);
    }

    [TestCase("""{"name":"x1","base_path":"x1"}""", "remote")]
    [TestCase("""{"name":"x2","base_path":"x2","remote":"REMOTE"}""", "remote")]
    [TestCase("""{"name":"x3","base_path":"Upper","remote":"CACHE"}""", "base_path")]
    public async Task A_pull_through_distribution_needs_a_pull_through_remote_and_a_name(string body, string field)
    {
        using var answer = await PostAsync("distributions/container/pull-through/", body);
        await AssertInvalidAsync(answer, field);
    }

    [Test]
    public async Task A_pull_through_remote_is_on_demand_and_takes_no_other_policy()
    {
        using var created = await PostAsync("remotes/container/pull-through/", """{"name":"hub","url":"https://registry-1.docker.io","includes":["library/*"]}""");
        await AssertAsync(created, 201);
        var shown = (await Host.GetJsonAsync("pulp/api/v3/remotes/container/pull-through/?name=hub")).GetProperty("results")[0];
        Assert.That(shown.GetProperty("policy").GetString(), Is.EqualTo("on_demand"));
        Assert.That(shown.GetProperty("includes")[0].GetString(), Is.EqualTo("library/*"));
        Assert.That(shown.TryGetProperty("upstream_name", out _), Is.False);
        using var refused = await PostAsync("remotes/container/pull-through/", """{"name":"hub2","url":"https://registry-1.docker.io","policy":"immediate"}""");
        await AssertInvalidAsync(refused, "policy");
    }

    [Test]
    public async Task What_a_pull_through_distribution_has_made_is_listed_and_hidden_fields_stay_hidden()
    {
        Registry.PutImage("latest", "listed", "i1");
        using (var created = await PostAsync("distributions/container/pull-through/", """{"name":"listed","base_path":"listed","remote":"CACHE"}"""))
            await AssertAsync(created, 202);
        await GetBytesAsync("v2/listed/team/app/manifests/latest");
        var cache = (await Host.GetJsonAsync("pulp/api/v3/distributions/container/pull-through/?name=listed")).GetProperty("results")[0];
        var made = await Host.GetJsonAsync(cache.GetProperty("distributions")[0].GetString()!);
        Assert.That(made.GetProperty("base_path").GetString(), Is.EqualTo("listed/team/app"));
        var remote = await Host.GetJsonAsync(made.GetProperty("remote").GetString()!);
        Assert.That(remote.GetProperty("upstream_name").GetString(), Is.EqualTo("team/app"));
        Assert.That(remote.TryGetProperty("pull_through_remote", out _), Is.False);
        var catalog = await Host.GetJsonAsync("v2/_catalog");
        Assert.That(catalog.GetProperty("repositories").EnumerateArray().Select(name => name.GetString()), Does.Contain("listed/team/app").And.Not.Contain("listed"));
    }

    private async Task<ContainerRepository> CreateAsync(string name)
    {
        var remote = await Host.CreateAsync(new ContainerRemote { Name = name, Url = Upstream.Url.ToString(), UpstreamName = "team/app", Policy = DownloadPolicy.OnDemand, MaxRetries = 0 });
        var repository = await Host.CreateAsync(new ContainerRepository { Name = name });
        await Host.CreateAsync(new ContainerDistribution { Name = name, BasePath = name, Repository = repository.Id, Remote = remote.Id });
        return repository;
    }

    private async Task<byte[]> GetBytesAsync(string path, string user = "admin")
    {
        using var answer = await Host.GetAsync(path, user);
        await AssertAsync(answer, 200);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    // REMOTE, CACHE and REPOSITORY in a body stand for the addresses of such objects.
    private async Task<HttpResponseMessage> PostAsync(string path, string body)
    {
        var id = Guid.NewGuid().ToString("N");
        var remote = await Host.CreateAsync(new ContainerRemote { Name = id, Url = Upstream.Url.ToString(), UpstreamName = "team/app" });
        var cache = await Host.CreateAsync(new ContainerPullThroughRemote { Name = id + "c", Url = Upstream.Url.ToString(), MaxRetries = 0 });
        var repository = await Host.CreateAsync(new ContainerRepository { Name = id });
        body = body.Replace("REMOTE", $"/pulp/api/v3/remotes/container/container/{remote.Id}/", StringComparison.Ordinal)
            .Replace("CACHE", $"/pulp/api/v3/remotes/container/pull-through/{cache.Id}/", StringComparison.Ordinal)
            .Replace("REPOSITORY", $"/pulp/api/v3/repositories/container/container/{repository.Id}/", StringComparison.Ordinal);
        return await Host.SendAsync(HttpMethod.Post, $"pulp/api/v3/{path}", Json(Encoding.UTF8.GetBytes(body), "application/json"));
    }

    private static async Task AssertInvalidAsync(HttpResponseMessage answer, string field)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(400), text);
        Assert.That(text, Does.Contain($"\"{field}\""));
    }
}
