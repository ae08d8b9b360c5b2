using System.Collections.Concurrent;

namespace Pulp.Stores;

/// <summary>
/// Tells which units' files changed of late: were stored, exchanged or dropped. With it something that was made of the files that were here
/// can be kept in memory until one of them changes.
/// </summary>
/// <remarks>
/// Safe to call concurrently. So much is remembered; of what changed before that, every unit counts as changed. It knows the changes of this process
/// alone: an implementation for servers that share a database must learn of the others' changes as well.
/// </remarks>
public sealed class FileChanges
{
    private const int MaximumUnits = 100_000;
    private readonly ConcurrentDictionary<long, long> changed = new();
    private readonly Lock sync = new();
    private long moment;
    private long forgotten;

    /// <summary>Gets the present moment: read before the files are, it tells later whether they have changed since.</summary>
    public long Moment => Volatile.Read(ref moment);

    /// <summary>Notes changes, after they were committed and before anyone is answered.</summary>
    /// <param name="contentKeys">The store's keys of the units.</param>
    public void Note(params IReadOnlyCollection<long> contentKeys)
    {
        if (contentKeys.Count == 0)
            return;
        lock (sync)
        {
            var now = moment + 1;
            foreach (var key in contentKeys)
                changed[key] = now;
            Volatile.Write(ref moment, now);
            if (changed.Count <= MaximumUnits)
                return;
            Volatile.Write(ref forgotten, now);
            changed.Clear();
        }
    }

    /// <summary>Gets whether a unit's files may have changed.</summary>
    /// <param name="contentKey">The store's key of the unit.</param>
    /// <param name="since">The <see cref="Moment"/> before they were read.</param>
    /// <returns>Whether what was read may be old.</returns>
    public bool HaveChanged(long contentKey, long since) =>
        (changed.TryGetValue(contentKey, out var last) && last > since) || since < Volatile.Read(ref forgotten);
}
