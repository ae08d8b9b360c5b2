using Pulp.Plugins.Ansible.Models;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Represents what was read of a collection.
/// </summary>
internal sealed class ReadCollection
{
    private readonly List<(DeclaredContent Unit, UpstreamVersion Version)> units = [];
    private readonly List<CollectionVersion> known = [];
    private readonly HashSet<KeyValuePair<string, string>> needs = [];

    /// <summary>Gets the units that are taken, with what upstream says of them.</summary>
    public IReadOnlyList<(DeclaredContent Unit, UpstreamVersion Version)> Units => units;

    /// <summary>Gets the units that are taken and were not read, because the repository has them.</summary>
    public IReadOnlyList<CollectionVersion> Known => known;

    /// <summary>Gets the collections that the versions need: name and range.</summary>
    public IReadOnlyCollection<KeyValuePair<string, string>> Needs => needs;

    /// <summary>Gets or sets whether something of it could not be read.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Gets what is yielded after the units.</summary>
    public IReadOnlyList<SyncItem> Closing { get; set; } = [];

    public void Add(DeclaredContent unit, UpstreamVersion version)
    {
        units.Add((unit, version));
        Need(version.Unit.Dependencies);
    }

    public void Add(CollectionVersion unit)
    {
        known.Add(unit);
        Need(unit.Dependencies);
    }

    public void Need(IEnumerable<KeyValuePair<string, string>> further) => needs.UnionWith(further);
}
