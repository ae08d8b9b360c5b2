using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Pulp.Repositories;

/// <summary>
/// Represents an incremental hash of a set of identifiers: the sum of their SHA-256 hashes modulo 2^256.
/// </summary>
/// <remarks>Adding and removing cost one hash each and do not depend on order, so a version's hash follows from the previous one's.</remarks>
public readonly record struct SetHash
{
    private readonly ulong a, b, c, d;

    private SetHash(ulong a, ulong b, ulong c, ulong d) => (this.a, this.b, this.c, this.d) = (a, b, c, d);

    /// <summary>Gets the hash of the set with one more member.</summary>
    /// <param name="member">The member's identifier.</param>
    /// <returns>The new hash.</returns>
    public SetHash Add(Guid member) => Plus(Of(member));

    /// <summary>Gets the hash of the set without a member it had.</summary>
    /// <param name="member">The member's identifier.</param>
    /// <returns>The new hash.</returns>
    public SetHash Remove(Guid member) => Plus(Of(member).Negate());

    /// <summary>Gets the hash of the union of two disjoint sets.</summary>
    /// <param name="other">The other set's hash.</param>
    /// <returns>The sum.</returns>
    public SetHash Plus(SetHash other)
    {
        UInt128 sum = (UInt128)d + other.d;
        var nd = (ulong)sum;
        sum = (UInt128)c + other.c + (ulong)(sum >> 64);
        var nc = (ulong)sum;
        sum = (UInt128)b + other.b + (ulong)(sum >> 64);
        var nb = (ulong)sum;
        return new SetHash(a + other.a + (ulong)(sum >> 64), nb, nc, nd);
    }

    /// <summary>Gets the hash of the difference of two sets, the second a part of the first.</summary>
    /// <param name="other">The part's hash.</param>
    /// <returns>The difference.</returns>
    public SetHash Minus(SetHash other) => Plus(other.Negate());

    /// <summary>Reads a hash from its 32 bytes.</summary>
    /// <param name="bytes">The bytes that <see cref="ToBytes"/> made.</param>
    /// <returns>The hash.</returns>
    public static SetHash FromBytes(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64BigEndian(bytes),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]));

    /// <summary>Gets the hash as 32 bytes.</summary>
    /// <returns>A new array.</returns>
    public byte[] ToBytes()
    {
        var bytes = new byte[32];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, a);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), b);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(16), c);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(24), d);
        return bytes;
    }

    private static SetHash Of(Guid member)
    {
        Span<byte> id = stackalloc byte[16];
        Span<byte> hash = stackalloc byte[32];
        member.TryWriteBytes(id, bigEndian: true, out _);
        SHA256.HashData(id, hash);
        return FromBytes(hash);
    }

    private SetHash Negate() => new SetHash(~a, ~b, ~c, ~d).Plus(new SetHash(0, 0, 0, 1));
}
