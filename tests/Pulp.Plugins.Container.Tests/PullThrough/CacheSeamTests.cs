using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Plugins.Container.Tests.PullThrough;

/// <summary>What a cache makes, together with the catalog, mounting, namespaces and deletions.</summary>
[TestFixture]
public sealed class CacheSeamTests : CacheTest
{
    [Test]
    public async Task The_catalog_lists_private_names_of_a_cache_for_those_who_may_pull_them()
    {
        await CreateCacheAsync(isPrivate: true);
        Registry.PutImage("latest", "listed privately", "p1");
        await PullAsync("manifests/latest");
        await CreateUserAsync($"reader-{Cache.Name}", "container.containerpullthroughdistribution_consumer");
        await Host.CreateUserAsync($"stranger-{Cache.Name}");
        await PullAsync("manifests/latest", $"reader-{Cache.Name}");
        Assert.That(await NamesAsync($"reader-{Cache.Name}"), Does.Contain(Name));
        Assert.That(await NamesAsync($"stranger-{Cache.Name}"), Does.Not.Contain(Name));
    }

    [Test]
    public async Task A_layer_that_was_not_fetched_is_not_mounted()
    {
        Registry.PutImage("latest", "mounted", "never fetched", "fetched");
        await PullAsync("manifests/latest");
        await PullAsync($"blobs/{Images.DigestOf(Images.Bytes("fetched"))}");
        await Host.FlushPullThroughAsync();
        await AssertAsync(await MountAsync("fetched"), 201);
        await AssertAsync(await MountAsync("never fetched"), 202);
        Task<HttpResponseMessage> MountAsync(string layer) =>
            Host.SendAsync(HttpMethod.Post, $"v2/mounting-{Cache.Name}/app/blobs/uploads/?mount={Images.DigestOf(Images.Bytes(layer))}&from={Name}");
    }

    [Test]
    public async Task A_layer_of_another_repository_is_not_handed_out_for_its_digest_where_upstream_lacks_it()
    {
        Registry.PutImage("latest", "no leak", "l1");
        await PullAsync("manifests/latest");
        var secret = Images.Bytes($"secret of {Cache.Name}");
        await AssertAsync(await PushBlobAsync($"secret-{Cache.Name}/app", secret), 201);
        await RefuseAsync($"blobs/{Images.DigestOf(secret)}", 404, "BLOB_UNKNOWN");
    }

    [Test]
    public async Task A_cache_that_was_deleted_with_its_namespace_and_made_anew_takes_up_what_is_left()
    {
        var manifest = Registry.PutImage("latest", "anew", "a1");
        await PullAsync("manifests/latest");
        var found = (await Host.GetJsonAsync($"pulp/api/v3/pulp_container/namespaces/?name={Cache.Name}")).GetProperty("results")[0].GetProperty("pulp_href").GetString()!;
        await ChangeAsync(HttpMethod.Delete, found.TrimStart('/'));
        Assert.That(await Host.Database.ReadAsync(session => session.Resources.GetAsync(Cache.Id)), Is.Null);
        await ChangeAsync(HttpMethod.Delete, $"pulp/api/v3/remotes/container/pull-through/{Remote.Id}/");
        var remote = await Host.CreateAsync(new ContainerPullThroughRemote { Name = Cache.Name, Url = Upstream.Url.ToString(), MaxRetries = 0 });
        await Host.CreateAsync(new ContainerPullThroughDistribution { Name = Cache.Name, BasePath = Cache.Name, Remote = remote.Id });
        Assert.That(await PullAsync("manifests/latest"), Is.EqualTo(manifest));
    }

    [Test]
    public async Task A_cache_is_changed_also_when_a_repository_that_it_made_was_deleted()
    {
        Registry.PutImage("latest", "bare", "b1");
        await PullAsync("manifests/latest");
        var repository = await Host.Database.ReadAsync(session => session.Resources.FindAsync(ResourceKind.Repository, Domains.Domain.DefaultId, Name));
        await ChangeAsync(HttpMethod.Delete, $"pulp/api/v3/repositories/container/container/{repository!.Id}/");
        await ChangeAsync(HttpMethod.Patch, $"pulp/api/v3/distributions/container/pull-through/{Cache.Id}/", new { @private = true });
        var changed = await Host.Database.ReadAsync(session => session.Resources.FindAsync(ResourceKind.Distribution, Domains.Domain.DefaultId, Name));
        Assert.That(((ContainerDistribution)changed!).Private, Is.True);
    }

    [Test]
    public async Task A_repository_that_a_cache_made_and_that_was_deleted_is_made_again_by_the_next_pull()
    {
        var manifest = Registry.PutImage("latest", "healed", "h1");
        await CreateUserAsync($"puller-{Cache.Name}", "container.containerpullthroughdistribution_collaborator");
        await PullAsync("manifests/latest");
        var repository = await Host.Database.ReadAsync(session => session.Resources.FindAsync(ResourceKind.Repository, Domains.Domain.DefaultId, Name));
        await ChangeAsync(HttpMethod.Delete, $"pulp/api/v3/repositories/container/container/{repository!.Id}/");
        await RefuseAsync("manifests/latest", 401, "UNAUTHORIZED", user: null);
        Assert.That(await PullAsync("manifests/latest", $"puller-{Cache.Name}"), Is.EqualTo(manifest));
        await PullAsync($"blobs/{Images.DigestOf(Images.Bytes("h1"))}");
        var healed = (ContainerDistribution)(await Host.Database.ReadAsync(session => session.Resources.FindAsync(ResourceKind.Distribution, Domains.Domain.DefaultId, Name)))!;
        Assert.That(healed.Repository, Is.Not.Null.And.Not.EqualTo(repository.Id));
        Assert.That((await Host.LatestAsync(Name))!.Summary.Present["container.tag"], Is.EqualTo(1));
    }

    private async Task ChangeAsync(HttpMethod method, string href, object? body = null)
    {
        using var answer = await Host.SendAsync(method, href, body is null ? null : JsonContent.Create(body));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(202), text);
        var path = JsonDocument.Parse(text).RootElement.GetProperty("task").GetString()!;
        var task = await Host.Services.GetRequiredService<TaskDispatcher>().WaitAsync(Guid.Parse(path.TrimEnd('/').Split('/')[^1]));
        Assert.That(task.State, Is.EqualTo(TaskState.Completed), task.Error?.Description);
    }

    private async Task<string?[]> NamesAsync(string user) =>
        [.. (await Host.GetJsonAsync("v2/_catalog?n=1000", user)).GetProperty("repositories").EnumerateArray().Select(name => name.GetString())];
}
