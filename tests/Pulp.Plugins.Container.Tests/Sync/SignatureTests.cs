using System.Text.Json;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Container.Tests.Sync;

[TestFixture]
public sealed class SignatureTests : SyncTest
{
    private static readonly object SignedOnly = new { signed_only = true };

    [Test]
    public async Task Signatures_of_a_sigstore_are_read_one_by_one_without_the_login_of_the_registry()
    {
        await using var store = await FakeUpstream.StartAsync();
        var image = Registry.PutImage("latest", "stored signature", "ss1");
        Registry.Tags("latest");
        PutSignatures(store, image, TestSignature.Of(Images.DigestOf(image)), Images.Bytes("no signature"), TestSignature.Of(Images.DigestOf(image), reference: "two"));
        var repository = await CreateMirrorAsync("signed/store", remote => Signed(remote, store) with { Username = "robot", Password = "s3cret" });
        var counts = await SyncAsync(repository, mirror: true);
        Assert.That(Skipped(counts), Is.EqualTo(new[] { "signature cannot be used" }));
        var signatures = await SignaturesAsync("signed/store");
        Assert.That(signatures, Has.Count.EqualTo(2));
        Assert.That(signatures[0].GetProperty("key_id").GetString(), Is.EqualTo(TestSignature.Fingerprint[^16..]));
        Assert.That(signatures[0].GetProperty("signed_manifest").GetString(), Does.StartWith("/pulp/api/v3/content/container/manifests/"));
        Assert.That(store.Requests.Select(request => request.Everything()), Has.None.Contains("Authorization"));
        Assert.That((await SyncAsync(repository, mirror: true)).GetProperty("version").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public async Task A_registry_that_says_it_keeps_signatures_is_asked_for_them()
    {
        var image = Registry.PutImage("latest", "kept signature", "ks1");
        Registry.Tags("latest");
        var digest = Images.DigestOf(image);
        var name = $"{digest}@{new string('1', 32)}";
        Upstream.Map("/v2/", FakeAnswer.Ok("{}", "application/json") with { Headers = [new("X-Registry-Supports-Signatures", "1")] });
        Upstream.Map($"/extensions{Registry.PathOf($"signatures/{digest}")}", FakeAnswer.Ok(
            $$"""{"signatures":[{"schemaVersion":2,"type":"atomic","name":"{{name}}","content":"{{Convert.ToBase64String(TestSignature.Of(digest))}}"}]}""", "application/json"));
        await SyncAsync(await CreateMirrorAsync("signed/extension"));
        Assert.That((await SignaturesAsync("signed/extension")).Select(signature => signature.GetProperty("name").GetString()), Is.EqualTo(new[] { name }));
    }

    [Test]
    public async Task A_signature_comes_with_an_image_that_is_named_by_SHA512_though_it_names_SHA256()
    {
        var image = Registry.PutImage("latest", "long digest", "ld1");
        var digest = Images.DigestOf(image, "sha512");
        Upstream.Map(Registry.PathOf($"manifests/{digest}"), FakeAnswer.Ok(image, ManifestMediaTypes.OciManifest) with { Headers = [new("Docker-Content-Digest", digest)] });
        Upstream.Map("/v2/", FakeAnswer.Ok("{}", "application/json") with { Headers = [new("X-Registry-Supports-Signatures", "1")] });
        Upstream.Map($"/extensions{Registry.PathOf($"signatures/{digest}")}", FakeAnswer.Ok(
            $$"""{"signatures":[{"schemaVersion":2,"type":"atomic","name":"{{digest}}@{{new string('1', 32)}}","content":"{{Convert.ToBase64String(TestSignature.Of(Images.DigestOf(image)))}}"}]}""", "application/json"));
        var counts = await SyncAsync(await CreateMirrorAsync("signed/long", remote => remote with { Includes = [digest] }));
        Assert.That(Skipped(counts), Is.Empty);
        Assert.That((await SignaturesAsync("signed/long")).Single().GetProperty("name").GetString(), Does.StartWith(digest));
    }

    [Test]
    public async Task A_damaged_list_of_signatures_takes_nothing_away()
    {
        var image = Registry.PutImage("latest", "damaged signatures", "ds1");
        Registry.Tags("latest");
        var digest = Images.DigestOf(image);
        var path = $"/extensions{Registry.PathOf($"signatures/{digest}")}";
        Upstream.Map("/v2/", FakeAnswer.Of(200, "X-Registry-Supports-Signatures", "1"));
        Upstream.Map(path, FakeAnswer.Ok($$"""{"signatures":[{"name":"x","content":"{{Convert.ToBase64String(TestSignature.Of(digest))}}"}]}""", "application/json"));
        var repository = await CreateMirrorAsync("signed/damaged");
        await SyncAsync(repository, mirror: true);
        Upstream.Map(path, FakeAnswer.Ok("<html>", "text/html"));
        Assert.That(Skipped(await SyncAsync(repository, mirror: true)), Is.EqualTo(new[] { "list of signatures cannot be used" }));
        Assert.That(await SignaturesAsync("signed/damaged"), Has.Count.EqualTo(1));
    }

    [TestCase(401)]
    [TestCase(403)]
    public async Task A_registry_that_refuses_to_say_whether_it_keeps_signatures_takes_none_away(int status)
    {
        var name = $"signed/refused-{status}";
        var image = Registry.PutImage("latest", name, "rs1");
        Registry.Tags("latest");
        var digest = Images.DigestOf(image);
        Upstream.Map("/v2/", FakeAnswer.Of(200, "X-Registry-Supports-Signatures", "1"));
        Upstream.Map($"/extensions{Registry.PathOf($"signatures/{digest}")}", FakeAnswer.Ok(
            $$"""{"signatures":[{"name":"x","content":"{{Convert.ToBase64String(TestSignature.Of(digest))}}"}]}""", "application/json"));
        var repository = await CreateMirrorAsync(name);
        await SyncAsync(repository, mirror: true);
        Upstream.Map("/v2/", FakeAnswer.Of(status));
        Assert.That(Skipped(await SyncAsync(repository, mirror: true)), Is.EqualTo(new[] { "signatures are refused" }));
        Assert.That(await SignaturesAsync(name), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_sync_of_what_is_signed_leaves_the_rest_out_and_an_index_with_one_unsigned_image_whole()
    {
        await using var store = await FakeUpstream.StartAsync();
        var signed = Registry.PutImage("signed", "signed one", "so1");
        var unsigned = Registry.PutImage("unsigned", "unsigned one", "so2");
        var other = Registry.PutImage("other", "signed two", "so3");
        PutSignatures(store, signed, TestSignature.Of(Images.DigestOf(signed)));
        PutSignatures(store, other, TestSignature.Of(Images.DigestOf(other)));
        Registry.Put("half", Images.Index(signed, unsigned), ManifestMediaTypes.OciIndex).Put("whole", Images.Index(signed, other), ManifestMediaTypes.OciIndex);
        Registry.Tags("half", "whole", "signed", "unsigned");
        var counts = await SyncAsync(await CreateMirrorAsync("signed/only", remote => Signed(remote, store) with { IncludeAttached = false }), options: SignedOnly);
        Assert.That(await TagsAsync("signed/only"), Is.EqualTo(new[] { "signed", "whole" }));
        Assert.That(counts.GetProperty("skipped").GetProperty("image is not signed").GetProperty("count").GetInt64(), Is.EqualTo(2));
        Assert.That(await StatusOfAsync("signed/only", Images.DigestOf(unsigned)), Is.EqualTo(404));
    }

    [Test]
    public async Task A_signature_of_cosign_counts_and_covers_all_images_of_an_index()
    {
        var (one, two) = (Registry.PutImage("one", "cosigned one", "co1"), Registry.PutImage("two", "cosigned two", "co2"));
        var index = Images.Index(one, two);
        var bundle = Images.Artifact(one, "a bundle", "application/vnd.dev.sigstore.bundle.v0.3+json");
        var signature = Images.Image(Images.Config(label: "cosign"), []);
        var manifest = System.Text.Encoding.UTF8.GetString(signature).Replace("\"layers\":[]", $"\"layers\":[{Images.Descriptor("application/vnd.dev.cosign.simplesigning.v1+json", index)}]", StringComparison.Ordinal);
        Registry.PutBlobs(Images.Config(label: "cosign"), index, Images.Empty, Images.Bytes("a bundle"));
        Registry.Put("index", index, ManifestMediaTypes.OciIndex).Put(Images.DigestOf(index).Replace(':', '-') + ".sig", Images.Bytes(manifest));
        Registry.PutReferrers(one, bundle).PutReferrers(two).PutReferrers(index).PutReferrers(bundle);
        await SyncAsync(await CreateMirrorAsync("signed/cosign", remote => remote with { Includes = ["one", "two", "index"] }), options: SignedOnly);
        Assert.That(await TagsAsync("signed/cosign"), Is.EquivalentTo(new[] { "one", "index", Images.DigestOf(index).Replace(':', '-') + ".sig" }));
    }

    private static ContainerRemote Signed(ContainerRemote remote, FakeUpstream store) => remote with { Sigstore = store.Url + "sigstore/" };

    private static void PutSignatures(FakeUpstream store, byte[] image, params byte[][] signatures)
    {
        for (var i = 0; i < signatures.Length; i++)
            store.Map($"/sigstore/team/app@sha256={Images.DigestOf(image)[7..]}/signature-{i + 1}", FakeAnswer.Ok(signatures[i]));
    }

    private async Task<List<JsonElement>> SignaturesAsync(string name)
    {
        var version = (await Host.GetJsonAsync($"pulp/api/v3/repositories/container/container/?name={name}")).GetProperty("results")[0].GetProperty("latest_version_href").GetString()!;
        return [.. (await Host.GetJsonAsync($"pulp/api/v3/content/container/signatures/?repository_version={Uri.EscapeDataString(version)}")).GetProperty("results").EnumerateArray()];
    }
}
