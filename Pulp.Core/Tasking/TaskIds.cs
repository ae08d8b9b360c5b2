using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Pulp.Tasking;

/// <summary>
/// Makes version 7 UUIDs that grow with every call, also within one millisecond (RFC 9562, section 6.2, method 2) and when the clock is set back.
/// </summary>
/// <remarks>Not safe for concurrent use: the order of ids is the order of tasks, so the caller's lock covers both.</remarks>
internal sealed class TaskIds(TimeProvider time)
{
    // Bits below the time stamp: 12 of the first half, 30 of the second. A step of at most 2^20 leaves room for two million ids in a millisecond.
    private const int CounterBits = 42;
    private long milliseconds;
    private long counter;

    public Guid Next()
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        counter += 1 + RandomNumberGenerator.GetInt32(1 << 20);
        if (now > milliseconds || counter >= 1L << CounterBits)
        {
            milliseconds = Math.Max(now, milliseconds + 1);
            counter = RandomNumberGenerator.GetInt32(int.MaxValue) * 2L;
        }

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, (milliseconds << 16) | 0x7000 | (counter >> 30));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], 0x80000000u | (uint)(counter & 0x3FFFFFFF));
        RandomNumberGenerator.Fill(bytes[12..]);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Makes later ids larger than one that exists.</summary>
    public void StartAfter(Guid existing)
    {
        Span<byte> bytes = stackalloc byte[16];
        existing.TryWriteBytes(bytes, bigEndian: true, out _);
        var stamp = BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16;
        // A time stamp a day ahead is no clock's doing; following it would only carry the mistake on.
        if (stamp > milliseconds && stamp < time.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds())
            (milliseconds, counter) = (stamp + 1, 0);
    }
}
