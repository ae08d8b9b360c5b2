using System.Text;
using Pulp.Signing;

namespace Pulp.Core.Tests.Signing;

[TestFixture]
public sealed class OpenPgpTests
{
    private const int Limit = 64 * 1024;

    // "hi" and a line feed, signed by gpg 2.2: compressed (ZIP, length not stated), not compressed, and detached with armor.
    private const string Compressed = "a3019bc0cbccc021b6e9993e57cf8f1637c6355c498c69d95ca5e73232b93a4a5918c4381864c51459ec6a57ae282e7b352db240a41da6969509a48e818b530026f25d8391a1e590e8954f55c7de38f42819859a9f6b743cb6e5b5a6e83a7d9d9c773f7ab73f7ccdc87064f94afeb33d3e7c976ebeeb8d295731ef5acdc97364bdfdbc5d73d80e1e102c620400";
    private const string Plain = "900d03000816b2e62f0a8cf8844601ac0a6201666b0a761668690a887504001608001d1621043e7da9a87376ea9659701487b2e62f0a8cf8844605026b0a7616000a0910b2e62f0a8cf88446cd5700ff4b2d70865511665c457606bf43411dd2730e4a2fdc10712b9d39350df4ec5d8b0100efb9478aac0c3e2a250ad7a8ba2423addc5544d2f47b1bebd10efe207a94c40a";

    private const string Detached = """
        -----BEGIN PGP SIGNATURE-----

        iHUEABYIAB0WIQQ+famoc3bqlllwFIey5i8KjPiERgUCawp1zgAKCRCy5i8KjPiE
        RvcoAQCEwhXU8nrG7ECMIjJVN86BQca06ykVri8sbO74jbfh6wEAxKepD82MTA7S
        2e6NXHckN4qrCQzErz+eupwGwcARcgE=
        =Ncp/
        -----END PGP SIGNATURE-----
        """;

    private const string Key = """
        -----BEGIN PGP PUBLIC KEY BLOCK-----
        Comment: made for tests

        mDMEawp1zhYJKwYBBAHaRw8BAQdAHkKCBnjK8bISlKZfeD6fSrUHCGnQwCTFjZgB
        pwhnFoO0C1QgPHRAZS5jb20+iJAEExYIADgWIQQ+famoc3bqlllwFIey5i8KjPiE
        RgUCawp1zgIbAwULCQgHAgYVCgkICwIEFgIDAQIeAQIXgAAKCRCy5i8KjPiERjqm
        AQD83EU2KxxBZD0kMSB0Gn15SpYV7wuwbXQT7JCGPi1l8AEAgrgEsamX7e4xR7r1
        SMvk89OFaFJ2es8vv6hN67LPQQU=
        =wtQo
        -----END PGP PUBLIC KEY BLOCK-----
        """;

    private const string Fingerprint = "3E7DA9A87376EA9659701487B2E62F0A8CF88446";

    [TestCase(Compressed)]
    [TestCase(Plain)]
    public void A_signed_message_tells_its_content_and_who_signed_when(string hex)
    {
        var message = OpenPgpMessage.Read(Convert.FromHexString(hex), Limit);
        Assert.That(Encoding.UTF8.GetString(message.Content!.Value.Span), Is.EqualTo("hi\n"));
        var signature = message.Signatures.Single();
        Assert.That((signature.KeyId, signature.Fingerprint), Is.EqualTo((Fingerprint[^16..], Fingerprint)));
        Assert.That(signature.Created!.Value.Year, Is.EqualTo(2026));
    }

    [Test]
    public void A_detached_signature_has_no_content()
    {
        var message = OpenPgpMessage.Read(Encoding.UTF8.GetBytes(Detached), Limit);
        Assert.That(message.Content, Is.Null);
        Assert.That(message.Signatures.Single().Fingerprint, Is.EqualTo(Fingerprint));
    }

    [Test]
    public void A_key_has_the_fingerprint_that_gpg_shows() => Assert.That(OpenPgpKey.Parse(Key).Fingerprint, Is.EqualTo(Fingerprint));

    [Test]
    public void What_is_no_public_key_is_refused()
    {
        foreach (var text in new[] { "", "ssh-ed25519 AAAA", Detached, Key[..200], Key.Replace("mDME", "mD!E", StringComparison.Ordinal) })
            Assert.That(() => OpenPgpKey.Parse(text), Throws.TypeOf<OpenPgpFormatException>());
    }

    [Test]
    public void A_message_cut_anywhere_is_refused()
    {
        var whole = Convert.FromHexString(Plain);
        for (var length = 0; length < whole.Length; length++)
            Assert.That(() => OpenPgpMessage.Read(whole.AsMemory(0, length), Limit), Throws.TypeOf<OpenPgpFormatException>(), $"{length} bytes");
    }

    [Test]
    public void Changed_bytes_are_read_or_refused_and_nothing_else([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        foreach (var hex in new[] { Compressed, Plain })
        {
            for (var round = 0; round < 2000; round++)
            {
                var bytes = Convert.FromHexString(hex);
                for (var change = random.Next(1, 4); change > 0; change--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                try
                {
                    OpenPgpMessage.Read(bytes, Limit);
                }
                catch (OpenPgpFormatException)
                {
                    // The one failure there is.
                }
            }
        }
    }

    [Test]
    public void A_message_that_unpacks_to_more_than_it_may_is_refused()
    {
        using var bomb = new MemoryStream();
        bomb.Write([0xA3, 1]);
        using (var deflate = new System.IO.Compression.DeflateStream(bomb, System.IO.Compression.CompressionLevel.SmallestSize, leaveOpen: true))
            deflate.Write(new byte[1024 * 1024]);
        Assert.That(bomb.Length, Is.LessThan(Limit));
        Assert.That(() => OpenPgpMessage.Read(bomb.ToArray(), Limit), Throws.TypeOf<OpenPgpFormatException>().With.Message.Contains("more than"));
    }

    [Test]
    public void Compression_within_compression_ends()
    {
        byte[] nested = [0xA3, 0, 0xA3, 0, 0xA3, 0, 0xA3, 0, .. Convert.FromHexString(Plain)];
        Assert.That(() => OpenPgpMessage.Read(nested, Limit), Throws.TypeOf<OpenPgpFormatException>());
    }

    [Test]
    public void A_literal_in_parts_is_put_together()
    {
        // One part of two bytes, then the rest; the signature follows.
        var signature = Convert.FromHexString(Plain)[^119..];
        byte[] message = [0xCB, 0xE1, (byte)'b', 0, 0xE2, 0, 0, 0, 0, 2, (byte)'h', (byte)'i', .. signature];
        Assert.That(Encoding.UTF8.GetString(OpenPgpMessage.Read(message, Limit).Content!.Value.Span), Is.EqualTo("hi"));
    }
}
