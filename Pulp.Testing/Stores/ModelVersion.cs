using Pulp.Stores;

namespace Pulp.Testing.Stores;

/// <summary>
/// A version as a plain set; each unit with the ordinal at which it came and has not left since.
/// </summary>
internal sealed record ModelVersion(Guid Id, long Ordinal, IReadOnlyDictionary<Guid, (Membership Unit, long Since)> Rows)
{
    public IEnumerable<Membership> Units => Rows.Values.Select(row => row.Unit);

    /// <summary>Makes a copy of the content to change.</summary>
    public Dictionary<Guid, Membership> ToDraft() => Rows.ToDictionary(pair => pair.Key, pair => pair.Value.Unit);
}
