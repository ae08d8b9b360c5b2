using Pulp.ContentTypes;
using Pulp.Stores;

namespace Pulp.Testing.Stores;

/// <summary>
/// What a staged draft has done: what it brings, by repository key, and what it takes of what is there.
/// </summary>
internal sealed class ModelStage(VersionDraft draft, IReadOnlyDictionary<Guid, Membership> start)
{
    private readonly Dictionary<KeyHash, Membership> brought = [];
    private readonly HashSet<Guid> taken = [];
    private readonly HashSet<Guid> left = [];

    public VersionDraft Draft { get; } = draft;

    public MembershipOutcome Add(IReadOnlyDictionary<Guid, Membership> latest, Membership unit)
    {
        var outcome = MembershipOutcome.Added;
        if (Holder(latest, unit.RepositoryKey) is { } holder)
        {
            if (holder.ContentId == unit.ContentId)
                return MembershipOutcome.Kept;
            if (!brought.Remove(unit.RepositoryKey))
                taken.Add(holder.ContentId);
            outcome = MembershipOutcome.Replaced;
        }

        if (!taken.Remove(unit.ContentId))
            brought[unit.RepositoryKey] = unit;
        return outcome;
    }

    public void RemoveUnseen(ISet<long> seen) =>
        taken.UnionWith(start.Values.Where(unit => !left.Contains(unit.ContentId) && !seen.Contains(unit.ContentKey)).Select(unit => unit.ContentId));

    /// <summary>Another draft was completed: what it removed is not the stage's to remove any more, even when it comes back.</summary>
    public void Follow(IReadOnlyDictionary<Guid, Membership> latest)
    {
        taken.RemoveWhere(id => !latest.ContainsKey(id));
        left.UnionWith(start.Keys.Where(id => !latest.ContainsKey(id)));
    }

    public Dictionary<Guid, Membership> Rebase(IReadOnlyDictionary<Guid, Membership> latest)
    {
        var units = latest.Where(pair => !taken.Contains(pair.Key)).ToDictionary();
        foreach (var unit in brought.Values)
            ModelRepository.Add(units, unit, replace: true);
        return units;
    }

    private Membership? Holder(IReadOnlyDictionary<Guid, Membership> latest, KeyHash key)
    {
        if (brought.TryGetValue(key, out var own))
            return own;
        var other = latest.Values.FirstOrDefault(unit => unit.RepositoryKey == key && !taken.Contains(unit.ContentId));
        return other.Type is null ? null : other;
    }
}
