using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Sync;

/// <summary>
/// Represents what is kept of a group after a sync: the units upstream had, and the source's own memory.
/// </summary>
/// <remarks>
/// <code>
/// choice  8 bytes: a hash of the remote and the options the sync had
/// hash   32 bytes: the set hash of the units
/// keys   their count, then their store keys in order, each as the difference to the one before (LEB128)
/// rest   the source's memory
/// </code>
/// The keys say which of a group's units a sync brought, so that others beside them do not matter. The hash proves that the keys still mean the same units.
/// </remarks>
internal sealed record RememberedGroup(IReadOnlyList<long> Keys, SetHash Hash, byte[] Memory)
{
    public const int ChoiceLength = 8;
    private const int HashLength = 32;

    public static RememberedGroup Of(IReadOnlyDictionary<long, Guid> units, byte[] memory) =>
        new([.. units.Keys.Order()], HashOf(units.Values), memory);

    public static RememberedGroup? TryRead(ReadOnlySpan<byte> value, ReadOnlySpan<byte> choice)
    {
        if (value.Length < ChoiceLength + HashLength || !value.StartsWith(choice))
            return null;
        var hash = SetHash.FromBytes(value[ChoiceLength..]);
        var rest = value[(ChoiceLength + HashLength)..];
        var keys = new List<long>();
        if (!TryTake(ref rest, out var count))
            return null;
        for (var last = 0L; count > 0; count--)
        {
            if (!TryTake(ref rest, out var difference))
                return null;
            keys.Add(last += difference);
        }

        return new RememberedGroup(keys, hash, rest.ToArray());
    }

    public byte[] Write(ReadOnlySpan<byte> choice)
    {
        var value = new List<byte>([.. choice, .. Hash.ToBytes()]);
        Put(value, Keys.Count);
        var last = 0L;
        foreach (var key in Keys)
        {
            Put(value, key - last);
            last = key;
        }

        return [.. value, .. Memory];
    }

    /// <summary>Gets the remembered units among those a group has now, or null when one of them is no longer there.</summary>
    public IReadOnlyList<ContentIdentity>? FindIn(IReadOnlyList<ContentIdentity> present)
    {
        var keys = Keys.ToHashSet();
        var found = present.Where(unit => keys.Contains(unit.StoreKey)).ToList();
        return found.Count == keys.Count && HashOf(found.Select(unit => unit.Id)) == Hash ? found : null;
    }

    private static SetHash HashOf(IEnumerable<Guid> units) => units.Aggregate(default(SetHash), (hash, unit) => hash.Add(unit));

    private static void Put(List<byte> value, long number)
    {
        for (; number >= 0x80; number >>= 7)
            value.Add((byte)(number | 0x80));
        value.Add((byte)number);
    }

    private static bool TryTake(ref ReadOnlySpan<byte> rest, out long number)
    {
        number = 0;
        for (var shift = 0; shift < 63 && !rest.IsEmpty; shift += 7)
        {
            var next = rest[0];
            rest = rest[1..];
            number |= (long)(next & 0x7f) << shift;
            if (next < 0x80)
                return true;
        }

        return false;
    }
}
