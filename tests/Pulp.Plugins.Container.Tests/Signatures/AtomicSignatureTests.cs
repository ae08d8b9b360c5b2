using System.IO.Compression;
using Pulp.Plugins.Container.Signatures;
using Pulp.Plugins.Container.Tests.Support;

namespace Pulp.Plugins.Container.Tests.Signatures;

[TestFixture]
public sealed class AtomicSignatureTests
{
    // Made by gpg --sign, which compresses.
    private const string Compressed = "owGbwMvMwCF28+i1DcfEvwUwrmUUT2Ir0Msqzs/L5iq/VK2UXJRZkpmcmKNkVa1UUlmQqmSllFiSn5uZrJCcn1eSmJmXWqRQnJmel1hSWpSqpKOUmZuYngpSnJKfnJ1apJubmJeZllpcopuSmQ6kgNqLMxKNTM2sEikESrVAy1JS80oySyqR7CtKTUstSs1LBjk0tSIxtyAnVT+xoMDKUKkWqCG/oCQzPw/im+SiVKBPihAeKgG5T0epJDMXyADqVLIyNDeAgtrajlIWBjEOBlkxRZZKpXzG/RXMPY6bJ2rBQo6VCRReDFycAjCRljMMf8VPuhpuc7r0T7aYd8Whc/PEEnTqtbeqlt7Ym7P/5/tN8jWMDOvDHDPneCVHCNyb45i4pebYhl2N7zzmLUtp5l9pp6/ewQ0A";
    private static readonly string Digest = "sha256:" + new string('a', 64);

    private static readonly byte[] Plain = Unpacked();

    [TestCase(true)]
    [TestCase(false)]
    public void A_signature_of_gpg_tells_its_key_and_what_it_signs(bool isCompressed)
    {
        var bytes = isCompressed ? Convert.FromBase64String(Compressed) : Plain;
        var signature = AtomicSignature.Read(bytes, Digest)!;
        Assert.That(signature.KeyId, Is.EqualTo("D9C5D6B0C617F650"));
        Assert.That(signature.Timestamp, Is.EqualTo(1700000000));
        Assert.That(signature.Creator, Is.EqualTo("atomic test"));
        Assert.That(signature.Manifest, Is.EqualTo(Digest));
        Assert.That(signature.Digest, Is.EqualTo(Images.DigestOf(bytes)));
        Assert.That(signature.Name, Is.EqualTo($"{Digest}@{signature.Digest[7..39]}"));
        Assert.That(Convert.FromBase64String(signature.Data), Is.EqualTo(bytes));
    }

    [Test]
    public void Without_a_packet_ahead_the_signature_packet_names_the_key()
    {
        // The packet ahead has 15 bytes.
        Assert.That(OpenPgpMessage.Read(Plain.AsSpan(15))!.KeyId, Is.EqualTo("D9C5D6B0C617F650"));
    }

    [Test]
    public void A_signature_for_another_manifest_is_none() =>
        Assert.That(AtomicSignature.Read(Convert.FromBase64String(Compressed), "sha256:" + new string('b', 64)), Is.Null);

    [Test]
    public void A_name_given_elsewhere_is_kept_when_it_is_one_of_this_manifest()
    {
        var name = $"{Digest}@{new string('0', 32)}";
        Assert.That(AtomicSignature.Read(Plain, Digest, name)!.Name, Is.EqualTo(name));
        Assert.That(AtomicSignature.Read(Plain, Digest, "sha256:other@" + new string('0', 32))!.Name, Is.Not.EqualTo("sha256:other@" + new string('0', 32)));
    }

    [Test]
    public void What_is_cut_anywhere_or_is_no_message_is_none()
    {
        for (var length = 0; length < Plain.Length - 120; length++)
            Assert.That(AtomicSignature.Read(Plain[..length], Digest), Is.Null, $"{length}");
        foreach (var text in new[] { "{}", "-----BEGIN PGP MESSAGE-----" })
            Assert.That(AtomicSignature.Read(Images.Bytes(text), Digest), Is.Null);
        Assert.That(AtomicSignature.Read(AtomicSignatures.Message(Images.Bytes("[]")), Digest), Is.Null);
        Assert.That(AtomicSignature.Read(AtomicSignatures.Message(Images.Bytes("""{"critical":{"type":"other"}}""")), Digest), Is.Null);
    }

    [Test]
    public void A_message_that_unpacks_without_end_is_none()
    {
        using var packed = new MemoryStream();
        packed.WriteByte(2);
        using (var zlib = new ZLibStream(packed, CompressionMode.Compress, leaveOpen: true))
            zlib.Write(new byte[64 * 1024 * 1024]);
        Assert.That(OpenPgpMessage.Read(AtomicSignatures.Packet(8, packed.ToArray())), Is.Null);
    }

    private static byte[] Unpacked()
    {
        // Behind the head of the packet and the number of the compression.
        using var packed = new DeflateStream(new MemoryStream(Convert.FromBase64String(Compressed)[2..]), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        packed.CopyTo(plain);
        return plain.ToArray();
    }
}
