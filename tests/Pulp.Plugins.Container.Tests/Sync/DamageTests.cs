using System.Text.Json;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Container.Tests.Sync;

[TestFixture]
public sealed class DamageTests : SyncTest
{
    private const string Foreign = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip";

    [TestCase("damaged", "manifest is not what its digest says")]
    [TestCase("malformed", "manifest cannot be used")]
    [TestCase("incomplete", "manifest is not upstream")]
    public async Task A_tag_that_comes_damaged_stays_as_it_was_in_a_mirror(string kind, string reason)
    {
        var name = $"damage/{kind}";
        var old = Registry.PutImage("latest", $"old {kind}", "da1");
        var note = Images.Artifact(old, "a note");
        Registry.PutBlobs(Images.Empty, Images.Bytes("a note")).PutReferrers(old, note).PutReferrers(note).Tags("latest");
        var repository = await CreateMirrorAsync(name);
        await SyncAsync(repository, mirror: true);
        var wrong = Images.Image(Images.Config(label: kind), []);
        switch (kind)
        {
            case "damaged":
                Registry.Put("latest", wrong);
                Upstream.Map(Registry.PathOf($"manifests/{Images.DigestOf(wrong)}"), FakeAnswer.Ok("{}", ManifestMediaTypes.OciManifest));
                break;
            case "malformed":
                Registry.Put("latest", Images.Bytes("""{"schemaVersion":2}"""));
                break;
            default:
                Registry.Put("latest", Images.Index(wrong), ManifestMediaTypes.OciIndex);
                break;
        }

        var counts = await SyncAsync(repository, mirror: true);
        Assert.That(Skipped(counts), Is.EqualTo(new[] { reason }));
        Assert.That(counts.GetProperty("skipped").GetProperty(reason).GetProperty("examples")[0].GetString(), Does.StartWith("latest (stays as it was here)"));
        Assert.That(counts.GetProperty("version").ValueKind, Is.EqualTo(JsonValueKind.Null));
        using var answer = await Host.GetAsync($"v2/{name}/manifests/latest");
        Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.EqualTo(old));
        Assert.That(await ReferrersAsync(name, old), Is.EqualTo(new[] { Images.DigestOf(note) }));
    }

    [Test]
    public async Task A_tag_that_goes_between_the_list_and_its_reading_is_gone()
    {
        Registry.PutImage("stays", "stays", "st1");
        Registry.PutImage("goes", "goes", "st2");
        Registry.Tags("stays", "goes");
        var repository = await CreateMirrorAsync("damage/gone");
        await SyncAsync(repository, mirror: true);
        Upstream.Map(Registry.PathOf("manifests/goes"), FakeAnswer.Of(404));
        Upstream.Map(Registry.PathOf("tags/list"), FakeRegistry.List("stays", "goes"), FakeRegistry.List("stays"));
        Assert.That(Skipped(await SyncAsync(repository, mirror: true)), Is.EqualTo(new[] { "tag is not upstream" }));
        Assert.That(await TagsAsync("damage/gone"), Is.EqualTo(new[] { "stays" }));
    }

    [Test]
    public async Task A_tag_that_upstream_goes_on_to_list_and_does_not_give_stays_as_it_was_in_a_mirror()
    {
        var image = Registry.PutImage("latest", "listed", "li1");
        Registry.PutImage("lost", "listed too", "li2");
        var signature = $"{Images.DigestOf(image).Replace(':', '-')}.sig";
        Registry.PutImage(signature, "a signature", "li3");
        Registry.Tags("latest", "lost", signature);
        var repository = await CreateMirrorAsync("damage/listed");
        await SyncAsync(repository, mirror: true);
        foreach (var lost in new[] { "lost", signature })
            Upstream.Map(Registry.PathOf($"manifests/{lost}"), FakeAnswer.Of(404));

        var counts = await SyncAsync(repository, mirror: true);

        Assert.That(Skipped(counts), Is.EqualTo(new[] { "tag is listed upstream but not there" }));
        Assert.That(counts.GetProperty("version").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(await TagsAsync("damage/listed"), Is.EqualTo(new[] { "latest", "lost", signature }));
        Assert.That(Registry.Count("GET", "tags/list"), Is.EqualTo(3), "once more for both");
        Assert.That(Skipped(await SyncAsync(repository)), Is.EqualTo(new[] { "tag is not upstream" }));
        Assert.That(Registry.Count("GET", "tags/list"), Is.EqualTo(4), "nothing is taken away without a mirror");
    }

    [Test]
    public async Task A_tag_that_goes_from_a_registry_without_HEAD_is_gone()
    {
        var (config, layer) = (Images.Config(label: "headless"), Images.Bytes("hl1"));
        Registry.PutBlobs(config, layer).Tags("goes");
        Upstream.Map(Registry.PathOf("manifests/goes"), FakeAnswer.Ok(Images.Image(config, [layer]), ManifestMediaTypes.OciManifest));
        var repository = await CreateMirrorAsync("damage/headless");
        await SyncAsync(repository, mirror: true);
        Upstream.Map(Registry.PathOf("manifests/goes"), FakeAnswer.Of(405), FakeAnswer.Of(404));
        Upstream.Map(Registry.PathOf("tags/list"), FakeRegistry.List("goes"), FakeRegistry.List());
        Assert.That(Skipped(await SyncAsync(repository, mirror: true)), Is.EqualTo(new[] { "tag is not upstream" }));
        Assert.That(await TagsAsync("damage/headless"), Is.Empty);
    }

    [Test]
    public async Task A_tag_that_moves_between_two_questions_is_read_where_it_is_now()
    {
        var now = Registry.PutImage("latest", "moved now", "mv2");
        var before = Images.Image(Images.Config(label: "moved before"), []);
        Upstream.Map(Registry.PathOf("manifests/latest"), FakeRegistry.Manifest(before), FakeRegistry.Manifest(now));
        Registry.Tags("latest");
        await SyncAsync(await CreateMirrorAsync("damage/moved"));
        using var answer = await Host.GetAsync("v2/damage/moved/manifests/latest");
        Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.EqualTo(now));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_foreign_layer_is_fetched_from_the_registry_when_the_remote_asks_for_it(bool isThere)
    {
        var name = $"damage/foreign-{isThere}".ToLowerInvariant();
        var (config, windows) = (Images.Config(label: name), Images.Bytes($"a base layer {isThere}"));
        var layer = Images.Descriptor(Foreign, windows, ",\"urls\":[\"https://layers.example/base\"]");
        var manifest = Images.Bytes($$"""{"schemaVersion":2,"mediaType":"{{ManifestMediaTypes.OciManifest}}","config":{{Images.Descriptor(ManifestMediaTypes.OciConfig, config)}},"layers":[{{layer}}]}""");
        Registry.PutBlobs(isThere ? [config, windows] : [config]).Put("latest", manifest).Tags("latest");
        var counts = await SyncAsync(await CreateMirrorAsync(name, remote => remote with { Policy = Remotes.DownloadPolicy.Immediate, IncludeForeignLayers = true }));
        Assert.That(counts.GetProperty("downloaded").GetInt64(), Is.EqualTo(isThere ? 2 : 1));
        Assert.That(Skipped(counts), Is.EqualTo(isThere ? Array.Empty<string>() : ["optional file could not be fetched"]));
        using var answer = await Host.GetAsync($"v2/{name}/blobs/{Images.DigestOf(windows)}");
        Assert.That(answer.IsSuccessStatusCode, Is.EqualTo(isThere));
    }

    [Test]
    public async Task An_excluded_digest_takes_its_tags_with_it()
    {
        var image = Registry.PutImage("bad", "excluded digest", "ed1");
        Registry.PutImage("good", "included digest", "ed2");
        Registry.Tags("bad", "good");
        await SyncAsync(await CreateMirrorAsync("damage/digests", remote => remote with { Excludes = [Images.DigestOf(image)] }));
        Assert.That(await TagsAsync("damage/digests"), Is.EqualTo(new[] { "good" }));
    }
}
