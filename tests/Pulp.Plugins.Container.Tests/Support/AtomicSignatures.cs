using System.Text;

namespace Pulp.Plugins.Container.Tests.Support;

/// <summary>Makes messages that have the form of signatures; nobody could verify them.</summary>
internal static class AtomicSignatures
{
    public const string KeyId = "0123456789ABCDEF";

    public static byte[] Of(string digest, string note = "one") => Message(Encoding.UTF8.GetBytes(
        $$$"""{"critical":{"type":"atomic container signature","image":{"docker-manifest-digest":"{{{digest}}}"},"identity":{"docker-reference":"{{{note}}}"}},"optional":{"creator":"tests","timestamp":1700000000}}"""));

    /// <summary>Makes a message of a one-pass signature packet, the signed bytes and a signature packet.</summary>
    public static byte[] Message(byte[] data) =>
    [
        .. Packet(4, [3, 0, 8, 22, .. Convert.FromHexString(KeyId), 1]),
        .. Packet(11, [(byte)'b', 0, 0, 0, 0, 0, .. data]),
        .. Packet(2, [4, 0, 22, 8, 0, 0, 0, 0, 0, 0]),
    ];

    public static byte[] Packet(int tag, byte[] body) => [(byte)(0xc0 | tag), 255, 0, (byte)(body.Length >> 16), (byte)(body.Length >> 8), (byte)body.Length, .. body];
}
