using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Pulp.ContentTypes;

/// <summary>
/// Represents a natural or repository key as a 128-bit hash, the form in which stores index it.
/// </summary>
/// <remarks>The first 16 bytes of the SHA-256 of the key's parts, each preceded by its length, so that ("a", "bc") and ("ab", "c") differ.</remarks>
public readonly record struct KeyHash(UInt128 Value)
{
    /// <summary>Gets the length of the hash in bytes.</summary>
    public const int Size = 16;

    /// <summary>Hashes the parts of a key.</summary>
    /// <param name="parts">The values of the key's fields, in declared order; null differs from empty.</param>
    /// <returns>The hash.</returns>
    public static KeyHash Of(params ReadOnlySpan<string?> parts)
    {
        var length = 0;
        foreach (var part in parts)
            length += 4 + (part is null ? 0 : Encoding.UTF8.GetMaxByteCount(part.Length));
        var buffer = length <= 1024 ? stackalloc byte[1024] : new byte[length];
        var used = 0;
        foreach (var part in parts)
        {
            var size = part is null ? -1 : Encoding.UTF8.GetBytes(part, buffer[(used + 4)..]);
            BinaryPrimitives.WriteInt32BigEndian(buffer[used..], size);
            used += 4 + Math.Max(size, 0);
        }

        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(buffer[..used], hash);
        return FromBytes(hash);
    }

    /// <summary>Reads a hash from its bytes.</summary>
    /// <param name="bytes">At least 16 bytes.</param>
    /// <returns>The hash.</returns>
    public static KeyHash FromBytes(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    /// <summary>Gets the hash as 16 bytes.</summary>
    /// <returns>A new array.</returns>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return bytes;
    }
}
