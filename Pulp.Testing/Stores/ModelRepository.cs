using Pulp.Stores;

namespace Pulp.Testing.Stores;

/// <summary>
/// A repository as plain sets in memory, against which a store is checked.
/// </summary>
internal sealed class ModelRepository(Guid id)
{
    public Guid Id { get; } = id;

    /// <summary>Gets the versions that exist, oldest first.</summary>
    public List<ModelVersion> Versions { get; } = [];

    public long LargestNumber { get; private set; }

    public ModelStage? Stage { get; set; }

    public ModelVersion Latest => Versions[^1];

    /// <summary>Adds a unit to a draft as a store does.</summary>
    public static MembershipOutcome Add(Dictionary<Guid, Membership> units, Membership unit, bool replace)
    {
        if (units.ContainsKey(unit.ContentId))
            return MembershipOutcome.Kept;
        var other = units.Values.FirstOrDefault(held => held.RepositoryKey == unit.RepositoryKey);
        if (other.Type is not null && !replace)
            return MembershipOutcome.Refused;
        units.Remove(other.ContentId);
        units.Add(unit.ContentId, unit);
        return other.Type is null ? MembershipOutcome.Added : MembershipOutcome.Replaced;
    }

    /// <summary>A version was completed.</summary>
    public void Complete(Guid version, long number, long ordinal, IReadOnlyDictionary<Guid, Membership> units)
    {
        var before = Versions.Count == 0 ? null : Latest;
        Versions.Add(new ModelVersion(version, ordinal, units.ToDictionary(
            pair => pair.Key,
            pair => (pair.Value, before is not null && before.Rows.TryGetValue(pair.Key, out var row) ? row.Since : ordinal))));
        LargestNumber = number;
        Stage?.Follow(Latest);
    }

    /// <summary>A version was deleted.</summary>
    public void Delete(ModelVersion version)
    {
        var wasLatest = version == Latest;
        Versions.Remove(version);
        if (wasLatest)
            Stage?.GoBack(Latest);
    }
}
