using System.Text.Json;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Container.Tests.Sync;

[TestFixture]
public sealed class AttachedTests : SyncTest
{
    private const string Index = ManifestMediaTypes.OciIndex;
    private const string Simple = "application/vnd.dev.cosign.simplesigning.v1+json";

    [Test]
    public async Task Referrers_and_their_referrers_come_with_the_image_they_are_attached_to()
    {
        var image = Registry.PutImage("latest", "referred", "r1");
        var (note, signature) = (Images.Artifact(image, "a note"), Images.Artifact(image, "a signature"));
        var aboutNote = Images.Artifact(note, "signed note");
        PutBlobs("a note", "a signature", "signed note");
        Registry.PutReferrers(image, note, signature).PutReferrers(note, aboutNote).PutReferrers(signature).PutReferrers(aboutNote).Tags("latest");
        var repository = await CreateMirrorAsync("attached/api");
        await SyncAsync(repository, mirror: true);
        Assert.That(await ReferrersAsync("attached/api", image), Is.EquivalentTo(new[] { Images.DigestOf(note), Images.DigestOf(signature) }));
        Assert.That(await ReferrersAsync("attached/api", note), Is.EqualTo(new[] { Images.DigestOf(aboutNote) }));

        var counts = await SyncAsync(repository, mirror: true);
        Assert.That(counts.GetProperty("version").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(Registry.Count("GET", $"manifests/{Images.DigestOf(aboutNote)}"), Is.EqualTo(1));
        Registry.PutReferrers(image, note);
        await SyncAsync(repository, mirror: true);
        Assert.That(await ReferrersAsync("attached/api", image), Is.EqualTo(new[] { Images.DigestOf(note) }));
    }

    [Test]
    public async Task A_list_of_referrers_is_read_page_by_page()
    {
        var image = Registry.PutImage("latest", "paged referrers", "pr1");
        var (first, second) = (Images.Artifact(image, "page one"), Images.Artifact(image, "page two"));
        PutBlobs("page one", "page two");
        Registry.Put(first).Put(second).Tags("latest");
        var path = Registry.PathOf($"referrers/{Images.DigestOf(image)}");
        Upstream.Map(path, FakeAnswer.Ok(Images.Index(first), Index) with { Headers = [new("Link", $"<{path}?page=2>; rel=\"next\"")] }, FakeAnswer.Ok(Images.Index(second), Index));
        await SyncAsync(await CreateMirrorAsync("attached/paged"));
        Assert.That(await ReferrersAsync("attached/paged", image), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task A_registry_without_the_referrers_API_is_asked_once_and_its_tags_tell_what_is_attached()
    {
        var image = Registry.PutImage("1.0", "fallback", "fb1");
        Registry.PutImage("2.0", "fallback 2", "fb2");
        var note = Images.Artifact(image, "fallback note");
        PutBlobs("fallback note");
        var tag = Images.DigestOf(image).Replace(':', '-');
        Registry.Put(note).Put(tag, Images.Index(note), Index).Tags("1.0", "2.0", tag);
        await SyncAsync(await CreateMirrorAsync("attached/fallback", remote => remote with { Includes = ["1.*"] }));
        Assert.That(await ReferrersAsync("attached/fallback", image), Is.EqualTo(new[] { Images.DigestOf(note) }));
        Assert.That(await TagsAsync("attached/fallback"), Is.EqualTo(new[] { "1.0", tag }));
        Assert.That(Upstream.Requests.Count(request => request.Path.Contains("/referrers/", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [TestCase("1.0", "listed")]
    [TestCase("1.*", "named")]
    public async Task Tags_of_cosign_come_with_the_image_they_are_for_and_with_no_other(string include, string name)
    {
        var image = Registry.PutImage("1.0", $"cosign {name}", "cs1");
        var other = Registry.PutImage("2.0", $"cosign other {name}", "cs2");
        var (mine, others) = (PutCosign(image, ".sig"), PutCosign(other, ".sig"));
        var attestation = PutCosign(image, ".att");
        Registry.Tags("1.0", "2.0", mine, others, attestation);
        var counts = await SyncAsync(await CreateMirrorAsync($"attached/{name}", remote => remote with { Includes = [include] }), mirror: true);
        Assert.That(await TagsAsync($"attached/{name}"), Is.EqualTo(new[] { "1.0", attestation, mine }));
        Assert.That(Registry.Count("GET", "tags/list"), Is.EqualTo(include == "1.*" ? 1 : 0));
        Assert.That(counts.GetProperty("skipped").EnumerateObject().Select(reason => reason.Name), Is.EquivalentTo(include == "1.*" ? new[] { "excluded tag" } : []));
    }

    [Test]
    public async Task Tags_of_cosign_whose_image_has_no_tag_are_taken_when_all_tags_are_and_those_excluded_are_not()
    {
        var image = Registry.PutImage("1.0", "cosign excluded", "ce1");
        var (signature, sbom) = (PutCosign(image, ".sig"), PutCosign(image, ".sbom"));
        var orphan = PutCosign(Images.Bytes("an image that lost its tag"), ".sig");
        Registry.Tags("1.0", signature, sbom, orphan);
        await SyncAsync(await CreateMirrorAsync("attached/excluded", remote => remote with { Excludes = ["*.sbom"] }));
        Assert.That(await TagsAsync("attached/excluded"), Is.EquivalentTo(new[] { "1.0", signature, orphan }));
    }

    [Test]
    public async Task A_remote_that_leaves_out_what_is_attached_asks_for_nothing_more()
    {
        var image = Registry.PutImage("1.0", "not attached", "na1");
        var note = Images.Artifact(image, "left note");
        var signature = PutCosign(image, ".sig");
        Registry.PutReferrers(image, note).Tags("1.0", signature);
        await SyncAsync(await CreateMirrorAsync("attached/off", remote => remote with { IncludeAttached = false, Includes = ["1.*"] }));
        Assert.That(await TagsAsync("attached/off"), Is.EqualTo(new[] { "1.0" }));
        Assert.That(await ReferrersAsync("attached/off", image), Is.Empty);
        Assert.That(Upstream.Requests.Select(request => request.Path), Has.None.Contains("referrers").And.None.EqualTo("/v2/"));
    }

    [Test]
    public async Task What_claims_to_be_attached_and_is_not_is_left_out_and_the_image_stays()
    {
        var image = Registry.PutImage("latest", "claims", "cl1");
        var stranger = Images.Artifact(Images.Bytes("another image"), "stranger");
        PutBlobs("stranger");
        var gone = Images.Artifact(image, "gone");
        Registry.PutReferrers(image, stranger, gone).Tags("latest");
        Upstream.Map(Registry.PathOf($"manifests/{Images.DigestOf(gone)}"), FakeAnswer.Of(404));
        var counts = await SyncAsync(await CreateMirrorAsync("attached/claims"));
        Assert.That(Skipped(counts), Is.EquivalentTo(new[] { "referrer has another subject", "manifest is not upstream" }));
        Assert.That(await TagsAsync("attached/claims"), Is.EqualTo(new[] { "latest" }));
        Assert.That(await StatusOfAsync("attached/claims", Images.DigestOf(stranger)), Is.EqualTo(404));
    }

    [Test]
    public async Task A_damaged_list_of_referrers_takes_nothing_away()
    {
        var image = Registry.PutImage("latest", "damaged list", "dl1");
        var note = Images.Artifact(image, "kept note");
        PutBlobs("kept note");
        Registry.PutReferrers(image, note).PutReferrers(note).Tags("latest");
        var repository = await CreateMirrorAsync("attached/damaged");
        await SyncAsync(repository, mirror: true);
        Upstream.Map(Registry.PathOf($"referrers/{Images.DigestOf(image)}"), FakeAnswer.Ok("""{"manifests":[{"digest":"sha256:short"}]}""", Index));
        var counts = await SyncAsync(repository, mirror: true);
        Assert.That(Skipped(counts), Is.EqualTo(new[] { "list of referrers cannot be used" }));
        Assert.That(await ReferrersAsync("attached/damaged", image), Is.EqualTo(new[] { Images.DigestOf(note) }));
    }

    [Test]
    public async Task A_list_of_referrers_that_is_not_given_takes_nothing_away([Values(200, 400, 401, 403)] int status, [Values] bool isFirst)
    {
        var name = $"attached/refused-{status}-{isFirst}".ToLowerInvariant();
        var image = Registry.PutImage("1.0", $"refused {name}", "rf1");
        var other = Registry.PutImage("2.0", $"refused other {name}", "rf2");
        var notes = new[] { Images.Artifact(image, $"first {name}"), Images.Artifact(other, $"second {name}") };
        PutBlobs($"first {name}", $"second {name}");
        Registry.PutReferrers(image, notes[0]).PutReferrers(other, notes[1]).PutReferrers(notes[0]).PutReferrers(notes[1]).Tags("1.0", "2.0");
        var repository = await CreateMirrorAsync(name, remote => remote with { DownloadConcurrency = 1 });
        await SyncAsync(repository, mirror: true);
        foreach (var refused in isFirst ? [image, other] : new[] { other })
            Upstream.Map(Registry.PathOf($"referrers/{Images.DigestOf(refused)}"), status == 200 ? FakeAnswer.Ok("<html>", "text/html") : FakeAnswer.Of(status));

        var counts = await SyncAsync(repository, mirror: true);

        Assert.That(Skipped(counts), Is.EqualTo(new[] { "list of referrers is not given" }));
        Assert.That(counts.GetProperty("version").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(await ReferrersAsync(name, image), Is.EqualTo(new[] { Images.DigestOf(notes[0]) }));
        Assert.That(await ReferrersAsync(name, other), Is.EqualTo(new[] { Images.DigestOf(notes[1]) }));
    }

    [Test]
    public async Task Where_the_referrers_API_is_refused_the_tag_of_a_list_tells_what_is_attached()
    {
        var image = Registry.PutImage("1.0", "refused tag", "rt1");
        var (stays, goes) = (Images.Artifact(image, "stays attached"), Images.Artifact(image, "goes away"));
        PutBlobs("stays attached", "goes away");
        var tag = Images.DigestOf(image).Replace(':', '-');
        Registry.Put(stays).Put(goes).Put(tag, Images.Index(stays, goes), Index).Tags("1.0", tag);
        Upstream.Map(Registry.PathOf($"referrers/{Images.DigestOf(image)}"), FakeAnswer.Of(403));
        var repository = await CreateMirrorAsync("attached/refused-tag");
        Assert.That(Skipped(await SyncAsync(repository, mirror: true)), Is.Empty);
        Registry.Put(tag, Images.Index(stays), Index);

        Assert.That(Skipped(await SyncAsync(repository, mirror: true)), Is.Empty);

        Assert.That(await ReferrersAsync("attached/refused-tag", image), Is.EqualTo(new[] { Images.DigestOf(stays) }));
    }

    [Test]
    public async Task Tags_of_cosign_that_lead_in_a_circle_end()
    {
        var image = Registry.PutImage("latest", "circle", "ci1");
        var signature = PutCosign(image, ".sig");
        var manifest = Images.Bytes(Cosign(image));
        var back = Images.DigestOf(manifest).Replace(':', '-') + ".sig";
        Registry.Put(back, image).Tags("latest", signature, back);
        await SyncAsync(await CreateMirrorAsync("attached/circle"));
        Assert.That(await TagsAsync("attached/circle"), Is.EquivalentTo(new[] { "latest", signature, back }));
    }

    private static string Cosign(byte[] image) => System.Text.Encoding.UTF8.GetString(
        Images.Image(Images.Config(label: Images.DigestOf(image)), [])).Replace("\"layers\":[]", $"\"layers\":[{Images.Descriptor(Simple, image)}]", StringComparison.Ordinal);

    /// <summary>Puts a manifest like those of cosign under its tag.</summary>
    private string PutCosign(byte[] image, string ending)
    {
        var tag = Images.DigestOf(image).Replace(':', '-') + ending;
        Registry.PutBlobs(Images.Config(label: Images.DigestOf(image)), image).Put(tag, Images.Bytes(Cosign(image)));
        return tag;
    }

    private void PutBlobs(params string[] texts) => Registry.PutBlobs([Images.Empty, .. texts.Select(Images.Bytes)]);
}
