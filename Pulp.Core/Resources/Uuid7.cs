using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Pulp.Resources;

/// <summary>
/// Makes version 7 UUIDs (RFC 9562) that grow: of two made in this process from the same clock, the later is the larger one.
/// </summary>
/// <remarks>The 12 bits after the milliseconds count (RFC 9562, section 6.2, method 1), so the order holds inside a millisecond and when the clock is set back. Safe to call concurrently.</remarks>
public static class Uuid7
{
    private static readonly ConditionalWeakTable<TimeProvider, StrongBox<long>> Last = [];

    /// <summary>Makes an identifier.</summary>
    /// <param name="clock">Tells the time.</param>
    /// <returns>The identifier.</returns>
    public static Guid Create(TimeProvider clock)
    {
        var stamp = Advance(Last.GetOrCreateValue(clock), clock.GetUtcNow().ToUnixTimeMilliseconds() << 12);
        Span<byte> bytes = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes, stamp >> 12 << 16 | 0x7000 | stamp & 0xFFF);
        return new Guid(bytes, bigEndian: true);
    }

    // 48 bits of milliseconds and 12 bits of counter are one number: a full counter moves on to the next millisecond.
    private static long Advance(StrongBox<long> last, long now)
    {
        while (true)
        {
            var seen = Volatile.Read(ref last.Value);
            var next = Math.Max(seen + 1, now);
            if (Interlocked.CompareExchange(ref last.Value, next, seen) == seen)
                return next;
        }
    }
}
