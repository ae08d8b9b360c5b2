using System.Buffers.Binary;
using System.Text;

namespace Pulp.Plugins.Container.Tests.Support;

/// <summary>Makes atomic signatures that say everything and prove nothing.</summary>
internal static class TestSignature
{
    public const string Fingerprint = "3E7DA9A87376EA9659701487B2E62F0A8CF88446";

    /// <summary>A signature by skopeo of the manifest <see cref="RealManifest"/>, made with the key above.</summary>
    public const string Real = "owGbwMvMwCG26Zk+V8+PFjfG0wdikxiyucquVislF2WWZCYn5ihZVStlpqTmlWSWVILYKfnJ2alFukWpaalFqXnJqUpWSgWlOQV6qRWJuQU5qfolqYm5+okFBVaGSrU6Spm5iempSNpyE/My01KLS3RTMtOBFFBzcUaikamZlaWZUZJhYqqFsYWRabKxeZJZapJxaqqlRUpSqqmFuYmZoYG5SaKxsUVyskESUFGimbFpipG5SaqRhYmJgaVZCsiyksoCkHMSS/JzM5MVkvPzShIz81KLFIoz0/MSS0qLUkGK8gtKMvPzIP5KLkoFKi5C6DHVMzLWM1QCGpWZC3Qe0EdKVobmlqYWJuYWlsa1tR2lLAxiHAyyYoosdrUrVxSXvZoWWSDSDgs/ViZQ2DFwcQrARJxWMPwzc7gZzShlMN3Q7u1xi9vb2CMdCxwfS7bV2T2Rm3iNZUogI0PDOt4o/eDP3dEfE6KF1cWOq5xZoqHIvtzn+euJh0/dNuMHAA==";

    public const string RealManifest = "sha256:962b1ae83825c37b6eb3ee98dbe587461074a338cc0b838a635d274e2844096d";

    public static byte[] Of(string manifestDigest, string fingerprint = Fingerprint, string reference = "pulp.example/team/app:1", long timestamp = 1_700_000_000) => Message(
        $$$"""{"critical":{"identity":{"docker-reference":"{{{reference}}}"},"image":{"docker-manifest-digest":"{{{manifestDigest}}}"},"type":"atomic container signature"},"optional":{"creator":"tests","timestamp":{{{timestamp}}} }}""",
        fingerprint);

    /// <summary>Makes a signed message of any content.</summary>
    public static byte[] Message(string content, string fingerprint = Fingerprint)
    {
        var payload = Encoding.UTF8.GetBytes(content);
        byte[] literal = [(byte)'b', 0, 0, 0, 0, 0, .. payload];
        byte[] signature = [4, 0, 22, 8, 0, 23, 22, 33, 4, .. Convert.FromHexString(fingerprint), 0, 0, 0, 0];
        return [.. Packet(11, literal), .. Packet(2, signature)];
    }

    private static byte[] Packet(int tag, byte[] body)
    {
        var header = new byte[6];
        header[0] = (byte)(0xC0 | tag);
        header[1] = 255;
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(2), body.Length);
        return [.. header, .. body];
    }
}
