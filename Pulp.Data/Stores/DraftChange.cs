using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Data.Stores;

/// <summary>
/// What one session did to a draft. It becomes part of the draft when the session is committed, so that a change that is
/// undone, and perhaps tried again, is not counted.
/// </summary>
internal sealed class DraftChange
{
    private readonly VersionDraft draft;
    private readonly Dictionary<string, long> added = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> removed = new(StringComparer.Ordinal);
    private SetHash hash;

    public DraftChange(VersionDraft draft) => this.draft = draft;

    /// <summary>Gets the hash's change, of all sessions.</summary>
    public SetHash Hash => draft.HashDelta.Plus(hash);

    /// <summary>Gets how many units were added, in all sessions.</summary>
    public Dictionary<string, long> Added => SummaryJson.Sum(draft.Added, added);

    /// <summary>Gets how many units were removed, in all sessions.</summary>
    public Dictionary<string, long> Removed => SummaryJson.Sum(draft.Removed, removed);

    /// <summary>A unit came in by a row of its own (1), or that row went again (-1).</summary>
    public void CountAdded(string type, Guid id, int sign = 1)
    {
        added[type] = added.GetValueOrDefault(type) + sign;
        hash = sign > 0 ? hash.Add(id) : hash.Remove(id);
    }

    /// <summary>A unit was marked as removed (1), or the mark was taken away (-1).</summary>
    public void CountRemoved(string type, Guid id, int sign = 1)
    {
        removed[type] = removed.GetValueOrDefault(type) + sign;
        hash = sign > 0 ? hash.Remove(id) : hash.Add(id);
    }

    /// <summary>States what a change of many rows led to.</summary>
    public void Set(SetHash hashDelta, IReadOnlyDictionary<string, long> allAdded, IReadOnlyDictionary<string, long> allRemoved)
    {
        hash = hashDelta.Minus(draft.HashDelta);
        Replace(added, SummaryJson.Sum(allAdded, draft.Added, -1));
        Replace(removed, SummaryJson.Sum(allRemoved, draft.Removed, -1));
    }

    /// <summary>Makes the change part of the draft.</summary>
    public void Commit()
    {
        var (newHash, newAdded, newRemoved) = (Hash, Added, Removed);
        draft.HashDelta = newHash;
        Replace(draft.Added, newAdded);
        Replace(draft.Removed, newRemoved);
        hash = default;
        added.Clear();
        removed.Clear();
    }

    private static void Replace(Dictionary<string, long> target, Dictionary<string, long> source)
    {
        target.Clear();
        foreach (var (type, count) in source)
            target.Add(type, count);
    }
}
