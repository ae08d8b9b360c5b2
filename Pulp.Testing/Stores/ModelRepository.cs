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

    public IReadOnlyDictionary<Guid, Membership> Latest => Versions[^1].Units;

    /// <summary>Makes a copy of the latest content to change.</summary>
    public Dictionary<Guid, Membership> Draft() => new(Latest);

    public void Complete(ModelVersion version)
    {
        Versions.Add(version);
        LargestNumber = version.Number;
        Stage?.Follow(version.Units);
    }

    public static MembershipOutcome Add(Dictionary<Guid, Membership> units, Membership unit, bool replace)
    {
        if (units.ContainsKey(unit.ContentId))
            return MembershipOutcome.Kept;
        var other = units.Values.FirstOrDefault(held => held.RepositoryKey == unit.RepositoryKey);
        if (other.Type is null)
        {
            units.Add(unit.ContentId, unit);
            return MembershipOutcome.Added;
        }

        if (!replace)
            return MembershipOutcome.Refused;
        units.Remove(other.ContentId);
        units.Add(unit.ContentId, unit);
        return MembershipOutcome.Replaced;
    }
}
