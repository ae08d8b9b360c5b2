using System.IO.Compression;

namespace Pulp.Signing;

/// <summary>
/// Represents an OpenPGP message that is signed, or a detached signature, as it was read and not verified (RFC 9580).
/// </summary>
/// <param name="Signatures">The signatures, in their order.</param>
/// <param name="Content">What is signed; null for a detached signature.</param>
public sealed record OpenPgpMessage(IReadOnlyList<OpenPgpSignature> Signatures, ReadOnlyMemory<byte>? Content)
{
    private const int MaximumSignatures = 16;
    private const int MaximumDepth = 2;

    /// <summary>Reads a message, in binary or with ASCII armor.</summary>
    /// <param name="message">The message.</param>
    /// <param name="maximumLength">How many bytes it may have once it is decompressed.</param>
    /// <returns>What it says; it has one signature at least.</returns>
    /// <exception cref="OpenPgpFormatException">It is damaged, too large, or no signed message.</exception>
    public static OpenPgpMessage Read(ReadOnlyMemory<byte> message, int maximumLength)
    {
        var bytes = OpenPgpArmor.IsArmored(message.Span) ? OpenPgpArmor.Decode(message.Span) : message;
        if (bytes.Length > maximumLength)
            throw TooLarge(maximumLength);
        var signatures = new List<OpenPgpSignature>();
        ReadOnlyMemory<byte>? content = null;
        Read(bytes, depth: 0);
        return signatures.Count > 0 ? new OpenPgpMessage(signatures, content) : throw new OpenPgpFormatException("The OpenPGP message is not signed.");

        void Read(ReadOnlyMemory<byte> packets, int depth)
        {
            foreach (var packet in OpenPgpPackets.Read(packets))
            {
                switch (packet.Tag)
                {
                    case OpenPgpPackets.Signature when signatures.Count < MaximumSignatures:
                        signatures.Add(OpenPgpSignatureReader.Read(packet.Body.Span));
                        break;
                    case OpenPgpPackets.Literal when content is null:
                        content = LiteralOf(packet.Body);
                        break;
                    case OpenPgpPackets.Compressed when depth < MaximumDepth:
                        Read(Decompress(packet.Body, maximumLength), depth + 1);
                        break;
                    case OpenPgpPackets.OnePassSignature or OpenPgpPackets.Marker or OpenPgpPackets.Padding:
                        break;
                    default:
                        throw new OpenPgpFormatException($"The OpenPGP message holds a packet of type {packet.Tag} that has no place in a signature.");
                }
            }
        }
    }

    // Format, a name with its length before it, four bytes of a date, then the bytes themselves.
    private static ReadOnlyMemory<byte> LiteralOf(ReadOnlyMemory<byte> body) =>
        body.Length >= 2 && body.Length >= 6 + body.Span[1] ? body[(6 + body.Span[1])..] : throw OpenPgpPackets.Damaged();

    private static ReadOnlyMemory<byte> Decompress(ReadOnlyMemory<byte> body, int maximumLength)
    {
        if (body.IsEmpty)
            throw OpenPgpPackets.Damaged();
        using var compressed = new MemoryStream(body[1..].ToArray(), writable: false);
        using Stream stream = body.Span[0] switch
        {
            0 => new MemoryStream(body[1..].ToArray(), writable: false),
            1 => new DeflateStream(compressed, CompressionMode.Decompress),
            2 => new ZLibStream(compressed, CompressionMode.Decompress),
            var other => throw new OpenPgpFormatException($"The OpenPGP message is compressed in a way that is not supported ({other}); ZIP and ZLIB are."),
        };
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            while (stream.Read(buffer) is > 0 and var read)
            {
                if (bytes.Length + read > maximumLength)
                    throw TooLarge(maximumLength);
                bytes.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException exception)
        {
            throw new OpenPgpFormatException("The OpenPGP message is damaged.", exception);
        }

        return bytes.ToArray();
    }

    private static OpenPgpFormatException TooLarge(int maximumLength) => new($"The OpenPGP message has more than {maximumLength} bytes.");
}
