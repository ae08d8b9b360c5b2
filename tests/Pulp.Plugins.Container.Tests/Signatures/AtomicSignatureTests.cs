using Pulp.Plugins.Container.Signatures;
using Pulp.Plugins.Container.Tests.Support;

namespace Pulp.Plugins.Container.Tests.Signatures;

[TestFixture]
public sealed class AtomicSignatureTests
{
    private static readonly string Digest = Images.DigestOf([1]);

    [Test]
    public void A_signature_by_skopeo_tells_who_signed_when_and_with_what()
    {
        var signature = AtomicSignature.Read(TestSignature.RealManifest, Convert.FromBase64String(TestSignature.Real));
        Assert.That(signature.KeyId, Is.EqualTo(TestSignature.Fingerprint[^16..]));
        Assert.That(signature.Fingerprint, Is.EqualTo(TestSignature.Fingerprint));
        Assert.That(signature.Creator, Does.StartWith("atomic "));
        Assert.That(DateTimeOffset.FromUnixTimeSeconds(signature.Timestamp).Year, Is.EqualTo(2026));
        Assert.That(signature.Name, Is.EqualTo($"{TestSignature.RealManifest}@{signature.Digest["sha256:".Length..][..32]}"));
        Assert.That(signature.Data, Is.EqualTo(TestSignature.Real));
    }

    [Test]
    public void What_a_test_makes_is_read_like_it()
    {
        var signature = AtomicSignature.Read(Digest, TestSignature.Of(Digest), $"{Digest}@x");
        Assert.That((signature.Name, signature.KeyId, signature.Creator, signature.Timestamp), Is.EqualTo(($"{Digest}@x", TestSignature.Fingerprint[^16..], "tests", 1_700_000_000L)));
    }

    [Test]
    public void A_signature_of_something_else_is_refused()
    {
        Refuse(TestSignature.Of(Images.DigestOf([2])), "Another manifest");
        Refuse(TestSignature.Message("hello"), "JSON");
        Refuse(TestSignature.Message("{}"), "JSON");
        Refuse(TestSignature.Message("""{"critical":[]}"""), "JSON");
        Refuse(TestSignature.Message("""{"critical":{"type":1}}"""), "JSON");
        Refuse(TestSignature.Message("""{"critical":{"type":"other"}}"""), "atomic container signature");
        Refuse(TestSignature.Message($$$"""{"critical":{"type":"other","type":"atomic container signature","image":{"docker-manifest-digest":"{{{Digest}}}"},"identity":{"docker-reference":"x"} } }"""), "JSON");
        Refuse(TestSignature.Message($$$"""{"critical":{"type":"atomic container signature","image":{"docker-manifest-digest":"{{{Digest}}}"},"identity":{"docker-reference":null} } }"""), "name");
        Refuse([], "not signed");
        Refuse([1, 2, 3], "OpenPGP");
        Refuse(new byte[AtomicSignature.MaximumSize + 1], "more than");
    }

    [Test]
    public void What_is_optional_may_be_left_out_or_be_of_another_kind()
    {
        var critical = $$$"""{"critical":{"type":"atomic container signature","image":{"docker-manifest-digest":"{{{Digest}}}"},"identity":{"docker-reference":"x"}}""";
        foreach (var optional in new[] { "", ""","optional":null""", ""","optional":{"creator":7,"timestamp":"x"}""" })
            Assert.That(AtomicSignature.Read(Digest, TestSignature.Message(critical + optional + "}")), Has.Property("Creator").EqualTo("").And.Property("Timestamp").EqualTo(0));
    }

    private static void Refuse(byte[] bytes, string reason) =>
        Assert.That(() => AtomicSignature.Read(Digest, bytes), Throws.TypeOf<InvalidSignatureException>().With.Message.Contains(reason));
}
