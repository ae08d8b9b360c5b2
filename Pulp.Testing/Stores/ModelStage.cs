using Pulp.ContentTypes;
using Pulp.Stores;

namespace Pulp.Testing.Stores;

/// <summary>
/// What a staged draft has done: what it brings, by repository key, and what it takes of what is there.
/// </summary>
/// <remarks>
/// What it takes is a unit as it came at one ordinal. When another draft removes that, the unit is not the stage's to remove any more,
/// unless the version that removed it is dropped again.
/// </remarks>
internal sealed class ModelStage(VersionDraft draft)
{
    private readonly Dictionary<KeyHash, Membership> brought = [];
    private readonly HashSet<(Guid Unit, long Since)> taken = [];
    private readonly List<(Guid Unit, long Since, long Left)> displaced = [];

    public VersionDraft Draft { get; } = draft;

    public MembershipOutcome Add(ModelVersion latest, Membership unit)
    {
        var outcome = MembershipOutcome.Added;
        if (Holder(latest, unit.RepositoryKey) is { } holder)
        {
            if (holder.ContentId == unit.ContentId)
                return MembershipOutcome.Kept;
            if (!brought.Remove(unit.RepositoryKey))
                taken.Add((holder.ContentId, latest.Rows[holder.ContentId].Since));
            outcome = MembershipOutcome.Replaced;
        }

        if (!latest.Rows.TryGetValue(unit.ContentId, out var row) || !taken.Remove((unit.ContentId, row.Since)))
            brought[unit.RepositoryKey] = unit;
        return outcome;
    }

    public void RemoveUnseen(ModelVersion latest, ISet<long> seen)
    {
        foreach (var (id, row) in latest.Rows)
        {
            if (row.Since <= Draft.Start.Ordinal && !seen.Contains(row.Unit.ContentKey))
                taken.Add((id, row.Since));
        }
    }

    /// <summary>Another draft was completed.</summary>
    public void Follow(ModelVersion latest)
    {
        foreach (var (unit, since) in taken.Where(gone => !Has(latest, gone.Unit, gone.Since)).ToList())
        {
            taken.Remove((unit, since));
            displaced.Add((unit, since, latest.Ordinal));
        }
    }

    /// <summary>The latest version was dropped.</summary>
    public void GoBack(ModelVersion latest)
    {
        taken.RemoveWhere(gone => gone.Since > latest.Ordinal);
        foreach (var back in displaced.Where(gone => gone.Left > latest.Ordinal).ToList())
        {
            displaced.Remove(back);
            if (back.Since <= latest.Ordinal)
                taken.Add((back.Unit, back.Since));
        }
    }

    public Dictionary<Guid, Membership> Rebase(ModelVersion latest)
    {
        var units = latest.Rows.Where(pair => !taken.Contains((pair.Key, pair.Value.Since))).ToDictionary(pair => pair.Key, pair => pair.Value.Unit);
        foreach (var unit in brought.Values)
            ModelRepository.Add(units, unit, replace: true);
        return units;
    }

    private static bool Has(ModelVersion version, Guid unit, long since) => version.Rows.TryGetValue(unit, out var row) && row.Since == since;

    private Membership? Holder(ModelVersion latest, KeyHash key)
    {
        if (brought.TryGetValue(key, out var own))
            return own;
        var other = latest.Rows.Values.FirstOrDefault(row => row.Unit.RepositoryKey == key && !taken.Contains((row.Unit.ContentId, row.Since)));
        return other.Unit.Type is null ? null : other.Unit;
    }
}
