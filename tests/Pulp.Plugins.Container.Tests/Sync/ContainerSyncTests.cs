using System.Text.Json;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Remotes;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Container.Tests.Sync;

[TestFixture]
public sealed class ContainerSyncTests : SyncTest
{
    private const string Index = ManifestMediaTypes.OciIndex;

    [Test]
    public async Task Tags_that_share_layers_are_mirrored_and_served_byte_for_byte()
    {
        var latest = Registry.PutImage("latest", "one", "001", "002", "003");
        Registry.PutImage("v1", "two", "001", "002", "004");
        Registry.Tags("latest", "v1");
        var counts = await SyncAsync(await CreateMirrorAsync("shared"));

        // Two tags, two manifests, two configurations and four layers.
        Assert.That(counts.GetProperty("added").GetInt64(), Is.EqualTo(10));
        Assert.That(counts.GetProperty("downloaded").GetInt64(), Is.EqualTo(2), "only the configurations");
        Assert.That(await TagsAsync("shared"), Is.EqualTo(new[] { "latest", "v1" }));
        using var answer = await Host.GetAsync("v2/shared/manifests/latest", accept: ManifestMediaTypes.OciManifest);
        Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.EqualTo(latest));
    }

    [Test]
    public async Task A_layer_on_demand_is_fetched_once_and_stays_when_upstream_is_gone()
    {
        Registry.PutImage("latest", "demand", "a layer on demand");
        Registry.Tags("latest");
        await SyncAsync(await CreateMirrorAsync("demand"));
        var layer = Images.DigestOf(Images.Bytes("a layer on demand"));
        Assert.That(Registry.Count("GET", $"blobs/{layer}"), Is.Zero);
        Assert.That(Registry.Count("GET", $"blobs/{Images.DigestOf(Images.Config(label: "demand"))}"), Is.EqualTo(1), "a configuration comes at once");
        using (var head = await Host.SendAsync(HttpMethod.Head, $"v2/demand/blobs/{layer}"))
        {
            Assert.That(((int)head.StatusCode, head.Content.Headers.ContentLength), Is.EqualTo((200, 17)));
            Assert.That(head.Headers.GetValues("Docker-Content-Digest"), Is.EqualTo(new[] { layer }));
            Assert.That(head.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/octet-stream"));
        }

        Assert.That(Registry.Count("GET", $"blobs/{layer}") + Registry.Count("HEAD", $"blobs/{layer}"), Is.Zero, "what was promised tells enough");
        for (var i = 0; i < 2; i++)
        {
            using var answer = await Host.GetAsync($"v2/demand/blobs/{layer}");
            Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo("a layer on demand"));
        }

        Assert.That(Registry.Count("GET", $"blobs/{layer}"), Is.EqualTo(1));
    }

    [Test]
    public async Task An_image_whose_parts_are_named_by_SHA512_is_mirrored()
    {
        var (config, layer) = (Images.Config(label: "of SHA-512"), Images.Bytes("a layer of SHA-512"));
        var manifest = Images.Bytes($$"""{"schemaVersion":2,"mediaType":"{{ManifestMediaTypes.OciManifest}}","config":{{Images.Descriptor(ManifestMediaTypes.OciConfig, config, algorithm: "sha512")}},"layers":[{{Images.Descriptor("application/vnd.oci.image.layer.v1.tar", layer, algorithm: "sha512")}}]}""");
        var index = Images.Bytes($$"""{"schemaVersion":2,"mediaType":"{{Index}}","manifests":[{{Images.Descriptor(ManifestMediaTypes.OciManifest, manifest, algorithm: "sha512")}}]}""");
        Registry.Put("latest", index, Index).Tags("latest");
        Upstream.Map(Registry.PathOf($"manifests/{Images.DigestOf(manifest, "sha512")}"), FakeRegistry.Manifest(manifest));
        foreach (var blob in new[] { config, layer })
            Upstream.Map(Registry.PathOf($"blobs/{Images.DigestOf(blob, "sha512")}"), FakeAnswer.Ok(blob));
        await SyncAsync(await CreateMirrorAsync("long"));

        using var pulled = await Host.GetAsync($"v2/long/manifests/{Images.DigestOf(manifest, "sha512")}");
        Assert.That(await pulled.Content.ReadAsByteArrayAsync(), Is.EqualTo(manifest));
        using var blobPulled = await Host.GetAsync($"v2/long/blobs/{Images.DigestOf(layer, "sha512")}");
        Assert.That(await blobPulled.Content.ReadAsByteArrayAsync(), Is.EqualTo(layer));
        var shown = (await Host.GetJsonAsync($"pulp/api/v3/content/container/manifests/?digest={Images.DigestOf(manifest, "sha512")}")).GetProperty("results")[0];
        Assert.That(shown.GetProperty("labels").GetProperty("name").GetString(), Is.EqualTo("of SHA-512"));
    }

    [Test]
    public async Task Everything_is_downloaded_at_once_when_the_policy_says_so()
    {
        Registry.PutImage("latest", "immediate", "i1", "i2");
        Registry.Tags("latest");
        var counts = await SyncAsync(await CreateMirrorAsync("immediate", remote => remote with { Policy = DownloadPolicy.Immediate }));
        Assert.That(counts.GetProperty("downloaded").GetInt64(), Is.EqualTo(3));
    }

    [Test]
    public async Task An_unchanged_repository_costs_one_HEAD_for_each_tag_and_makes_no_version()
    {
        var manifest = Registry.PutImage("latest", "unchanged", "u1");
        Registry.Tags("latest");
        var repository = await CreateMirrorAsync("unchanged");
        await SyncAsync(repository, mirror: true);
        var counts = await SyncAsync(repository, mirror: true);
        Assert.That(counts.GetProperty("version").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(Registry.Count("HEAD", "manifests/latest"), Is.EqualTo(2));
        Assert.That(Registry.Count("GET", $"manifests/{Images.DigestOf(manifest)}"), Is.EqualTo(1));
        Assert.That(Registry.Count("GET", "manifests/latest"), Is.Zero);
    }

    [Test]
    public async Task An_image_tells_what_its_configuration_says()
    {
        Registry.PutImage("latest", "facts", "f1");
        Registry.Tags("latest");
        await SyncAsync(await CreateMirrorAsync("facts"));
        var manifests = await Host.GetJsonAsync($"pulp/api/v3/content/container/manifests/?repository_version={(await LatestHrefAsync("facts"))}");
        var manifest = manifests.GetProperty("results")[0];
        Assert.That(manifest.GetProperty("architecture").GetString(), Is.EqualTo("amd64"));
        Assert.That(manifest.GetProperty("labels").GetProperty("name").GetString(), Is.EqualTo("facts"));
    }

    [Test]
    public async Task An_index_comes_with_all_its_platforms()
    {
        byte[][] configs = [Images.Config("amd64", "index"), Images.Config("arm64", "index")];
        byte[][] images = [Images.Image(configs[0], [Images.Bytes("x1")]), Images.Image(configs[1], [Images.Bytes("x2")])];
        Registry.Put(images[0]).Put(images[1]).PutBlobs([.. configs, Images.Bytes("x1"), Images.Bytes("x2")]).Put("multi", Images.Index(images), Index).Tags("multi");
        await SyncAsync(await CreateMirrorAsync("multi"));
        foreach (var image in images)
        {
            using var answer = await Host.GetAsync($"v2/multi/manifests/{Images.DigestOf(image)}");
            Assert.That((int)answer.StatusCode, Is.EqualTo(200));
        }
    }

    [Test]
    public async Task A_tag_that_cannot_be_taken_is_counted_and_the_others_are_mirrored()
    {
        Registry.PutImage("good", "bad tags", "g1");
        var wrong = Images.Image(Images.Config(), [Images.Bytes("never sent")]);
        Upstream.Map(Registry.PathOf("manifests/wrong"), FakeRegistry.Manifest(wrong));
        Upstream.Map(Registry.PathOf($"manifests/{Images.DigestOf(wrong)}"), FakeAnswer.Ok("{}", ManifestMediaTypes.OciManifest));
        Registry.Put("malformed", Images.Bytes("{}")).Put("orphan", Images.Index(Images.Bytes("a child that is not there")), Index);
        Registry.Tags("wrong", "gone", "malformed", "orphan", "-bad-", "good");
        var counts = await SyncAsync(await CreateMirrorAsync("skips"));
        Assert.That(await TagsAsync("skips"), Is.EqualTo(new[] { "good" }));
        Assert.That(counts.GetProperty("skipped").EnumerateObject().Select(reason => reason.Name), Is.EquivalentTo(new[]
        {
            "manifest is not what its digest says", "tag is not upstream", "manifest cannot be used", "manifest is not upstream", "malformed tag",
        }));
    }

    [Test]
    public async Task A_mirror_drops_what_upstream_dropped_and_an_additive_sync_keeps_it()
    {
        Registry.PutImage("old", "drop old", "d1");
        Registry.PutImage("new", "drop new", "d2");
        Registry.Tags("old", "new");
        var repository = await CreateMirrorAsync("drops");
        await SyncAsync(repository);
        Registry.Tags("new");
        await SyncAsync(repository);
        Assert.That(await TagsAsync("drops"), Is.EqualTo(new[] { "new", "old" }));
        var counts = await SyncAsync(repository, mirror: true);
        Assert.That(await TagsAsync("drops"), Is.EqualTo(new[] { "new" }));
        Assert.That(counts.GetProperty("removed").GetInt64(), Is.EqualTo(4), "tag, manifest, configuration and layer");
    }

    [Test]
    public async Task A_layer_that_is_not_what_the_manifest_says_fails_the_sync_and_leaves_the_version()
    {
        Registry.PutImage("latest", "damaged", "as promised");
        Registry.Tags("latest");
        Upstream.Map(Registry.PathOf($"blobs/{Images.DigestOf(Images.Bytes("as promised"))}"), FakeAnswer.Ok("not as said"));
        var task = await RunAsync(await CreateMirrorAsync("damaged", remote => remote with { Policy = DownloadPolicy.Immediate }));
        Assert.That(task.Error!.Description, Does.Contain("is not what upstream promised"));
        Assert.That((await Host.LatestAsync("damaged"))!.Number, Is.Zero);
    }

    [Test]
    public async Task A_layer_that_may_not_be_distributed_stays_where_it_is()
    {
        const string Foreign = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip";
        var (config, windows) = (Images.Config(label: "foreign"), Images.Bytes("a base layer"));
        var layer = Images.Descriptor(Foreign, windows, ",\"urls\":[\"https://layers.example/base\"]");
        var manifest = Images.Bytes($$"""{"schemaVersion":2,"mediaType":"{{ManifestMediaTypes.OciManifest}}","config":{{Images.Descriptor(ManifestMediaTypes.OciConfig, config)}},"layers":[{{layer}}]}""");
        Registry.PutBlobs(config).Put("latest", manifest).Tags("latest");
        var counts = await SyncAsync(await CreateMirrorAsync("foreign", remote => remote with { Policy = DownloadPolicy.Immediate }));
        Assert.That(counts.GetProperty("added").GetInt64(), Is.EqualTo(3), "tag, manifest and configuration");
        using var answer = await Host.GetAsync("v2/foreign/manifests/latest");
        Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.EqualTo(manifest));
    }

    [Test]
    public async Task A_registry_without_HEAD_or_digests_is_read_by_its_manifests()
    {
        var config = Images.Config(label: "plain");
        var manifest = Images.Image(config, [Images.Bytes("plain layer")]);
        Upstream.Map(Registry.PathOf("manifests/latest"), FakeAnswer.Ok(manifest, "text/plain"));
        Registry.PutBlobs(config, Images.Bytes("plain layer")).Tags("latest");
        await SyncAsync(await CreateMirrorAsync("plain"));
        Assert.That(await TagsAsync("plain"), Is.EqualTo(new[] { "latest" }));
    }

    [Test]
    public async Task An_upstream_that_is_down_fails_the_sync_and_leaves_the_version()
    {
        Registry.PutImage("latest", "down", "l1");
        Registry.Tags("latest");
        var repository = await CreateMirrorAsync("down");
        await SyncAsync(repository);
        Upstream.Map(Registry.PathOf("tags/list"), FakeAnswer.Of(503));
        var task = await RunAsync(repository, mirror: true);
        Assert.That(task.Error!.Description, Does.Contain("503"));
        Assert.That(await TagsAsync("down"), Is.EqualTo(new[] { "latest" }));
    }

    private async Task<string> LatestHrefAsync(string name) =>
        (await Host.GetJsonAsync($"pulp/api/v3/repositories/container/container/?name={name}")).GetProperty("results")[0].GetProperty("latest_version_href").GetString()!;
}
