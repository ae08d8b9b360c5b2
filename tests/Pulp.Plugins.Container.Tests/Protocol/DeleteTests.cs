using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Tests.Support;

namespace Pulp.Plugins.Container.Tests.Protocol;

[TestFixture]
public sealed class DeleteTests : RegistryTest
{
    [Test]
    public async Task A_deleted_tag_is_gone_and_its_manifest_stays_reachable_by_digest()
    {
        var manifest = await PushImageAsync("delete/tag", "latest", "delete tag", "d1");
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, "v2/delete/tag/manifests/latest"), 202);
        await AssertAsync(await Host.GetAsync("v2/delete/tag/manifests/latest"), 404, "MANIFEST_UNKNOWN");
        await AssertAsync(await Host.GetAsync($"v2/delete/tag/manifests/{Images.DigestOf(manifest)}"), 200);
        await AssertAsync(await Host.GetAsync($"v2/delete/tag/blobs/{Images.DigestOf(Images.Bytes("d1"))}"), 200);
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, "v2/delete/tag/manifests/latest"), 404, "MANIFEST_UNKNOWN");
    }

    [Test]
    public async Task A_deleted_manifest_takes_its_tags_and_what_nothing_else_needs()
    {
        var first = await PushImageAsync("delete/manifest", "one", "first", "001", "002", "003");
        var second = await PushImageAsync("delete/manifest", "two", "second", "001", "002", "004");
        await AssertAsync(await PutManifestAsync("delete/manifest", "alias", first), 201);
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, $"v2/delete/manifest/manifests/{Images.DigestOf(first)}"), 202);
        foreach (var reference in new[] { "one", "alias", Images.DigestOf(first) })
            await AssertAsync(await Host.GetAsync($"v2/delete/manifest/manifests/{reference}"), 404, "MANIFEST_UNKNOWN");
        await AssertAsync(await Host.GetAsync($"v2/delete/manifest/blobs/{Images.DigestOf(Images.Bytes("003"))}"), 404, "BLOB_UNKNOWN");
        await AssertAsync(await Host.GetAsync($"v2/delete/manifest/manifests/{Images.DigestOf(second)}"), 200);
        foreach (var layer in new[] { "001", "002", "004" })
            await AssertAsync(await Host.GetAsync($"v2/delete/manifest/blobs/{Images.DigestOf(Images.Bytes(layer))}"), 200);
    }

    [Test]
    public async Task What_is_deleted_in_one_repository_stays_in_another()
    {
        var manifest = await PushImageAsync("delete/here", "x", "both", "both");
        await PushImageAsync("delete/there", "x", "both", "both");
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, $"v2/delete/here/manifests/{Images.DigestOf(manifest)}"), 202);
        var blob = Images.DigestOf(Images.Bytes("both"));
        await AssertAsync(await Host.GetAsync($"v2/delete/there/blobs/{blob}"), 200);
        await AssertAsync(await Host.GetAsync($"v2/delete/here/blobs/{blob}"), 404, "BLOB_UNKNOWN");
        await AssertAsync(await Host.GetAsync("v2/delete/there/manifests/x"), 200);
    }

    [Test]
    public async Task A_manifest_that_waits_for_a_tag_can_be_deleted()
    {
        var manifest = await PushImageAsync("delete/waiting", "@", "waiting");
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, $"v2/delete/waiting/manifests/{Images.DigestOf(manifest)}"), 202);
        await AssertAsync(await Host.GetAsync($"v2/delete/waiting/manifests/{Images.DigestOf(manifest)}"), 404, "MANIFEST_UNKNOWN");
    }

    [Test]
    public async Task A_blob_that_a_manifest_needs_is_not_deleted()
    {
        await PushImageAsync("delete/blob", "x", "blob", "needed");
        var needed = Images.DigestOf(Images.Bytes("needed"));
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, $"v2/delete/blob/blobs/{needed}"), 405, "UNSUPPORTED");
        await AssertAsync(await Host.GetAsync($"v2/delete/blob/blobs/{needed}"), 200);
        await AssertAsync(await PushBlobAsync("delete/blob", Images.Bytes("loose")), 201);
        var loose = Images.DigestOf(Images.Bytes("loose"));
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, $"v2/delete/blob/blobs/{loose}"), 202);
        await AssertAsync(await Host.GetAsync($"v2/delete/blob/blobs/{loose}"), 404, "BLOB_UNKNOWN");
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, $"v2/delete/blob/blobs/{loose}"), 404, "BLOB_UNKNOWN");
    }

    [Test]
    public async Task Deleting_needs_the_permission_to_push()
    {
        await PushImageAsync("delete/permission", "x", "permission");
        var user = await Host.CreateUserAsync("deleter");
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, "v2/delete/permission/manifests/x", user: "deleter"), 403, "DENIED");
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, "v2/delete/permission/manifests/x", user: null), 401, "UNAUTHORIZED");
        await Host.GrantAsync(user, "container.containerdistribution_collaborator");
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, "v2/delete/permission/manifests/x", user: "deleter"), 202);
    }

    [Test]
    public async Task Deleting_is_switched_off_for_every_path_at_once()
    {
        await using var host = await RegistryHost.StartAsync(services => services.Configure<ContainerOptions>(options => options.AllowDelete = false));
        var config = Images.Config();
        var manifest = Images.Image(config, []);
        (await host.SendAsync(HttpMethod.Post, $"v2/kept/blobs/uploads/?digest={Images.DigestOf(config)}", new ByteArrayContent(config))).EnsureSuccessStatusCode();
        (await host.SendAsync(HttpMethod.Put, "v2/kept/manifests/x", Json(manifest, ManifestMediaTypes.OciManifest))).EnsureSuccessStatusCode();
        foreach (var path in new[] { "manifests/x", $"manifests/{Images.DigestOf(manifest)}", $"blobs/{Images.DigestOf(config)}" })
            await AssertAsync(await host.SendAsync(HttpMethod.Delete, $"v2/kept/{path}"), 405, "UNSUPPORTED");
        await AssertAsync(await host.GetAsync("v2/kept/manifests/x"), 200);
    }
}
