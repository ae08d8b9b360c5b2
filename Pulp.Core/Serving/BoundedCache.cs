using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Pulp.Serving;

/// <summary>
/// Keeps values up to a total cost; what was not asked for since the last round goes first.
/// </summary>
internal sealed class BoundedCache<TKey, TValue>
    where TKey : notnull
    where TValue : class
{
    private readonly ConcurrentDictionary<TKey, Entry> entries = new();
    private readonly Queue<Entry> line = new();
    private readonly Lock gate = new();
    private readonly long limit;
    private long cost;

    public BoundedCache(long limit) => this.limit = limit;

    /// <summary>Gets the cost of all values.</summary>
    public long Cost
    {
        get
        {
            lock (gate)
                return cost;
        }
    }

    public bool TryGet(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        if (!entries.TryGetValue(key, out var entry))
        {
            value = null;
            return false;
        }

        // Written only when it changes: readers on all processors share the line of memory.
        if (!entry.Used)
            entry.Used = true;
        value = entry.Value;
        return true;
    }

    /// <summary>Adds or replaces a value; one that costs more than half the limit is not kept.</summary>
    public void Set(TKey key, TValue value, long valueCost)
    {
        if (valueCost > limit / 2)
            return;
        lock (gate)
        {
            if (entries.TryGetValue(key, out var entry))
            {
                cost += valueCost - entry.Cost;
                (entry.Value, entry.Cost) = (value, valueCost);
            }
            else
            {
                entry = new Entry(key, value, valueCost);
                entries[key] = entry;
                line.Enqueue(entry);
                cost += valueCost;
            }

            while (cost > limit && line.TryDequeue(out var oldest))
                Pass(oldest);
        }
    }

    // A second chance for what was used since it was last looked at.
    private void Pass(Entry oldest)
    {
        if (oldest.Used)
        {
            oldest.Used = false;
            line.Enqueue(oldest);
            return;
        }

        entries.TryRemove(oldest.Key, out _);
        cost -= oldest.Cost;
    }

    private sealed class Entry(TKey key, TValue value, long cost)
    {
        public TKey Key { get; } = key;

        public TValue Value { get; set; } = value;

        public long Cost { get; set; } = cost;

        public bool Used { get; set; }
    }
}
