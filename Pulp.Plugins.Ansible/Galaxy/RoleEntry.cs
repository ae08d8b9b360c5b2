using Pulp.Plugins.Ansible.Models;

namespace Pulp.Plugins.Ansible.Galaxy;

/// <summary>
/// Represents a role as something to be listed: what its newest version says, and since when there are versions of it.
/// </summary>
/// <param name="Newest">The newest version.</param>
/// <param name="Created">When the first version came.</param>
/// <param name="Modified">When the last one came.</param>
/// <param name="Versions">How many there are.</param>
internal sealed record RoleEntry(Role Newest, DateTimeOffset Created, DateTimeOffset Modified, int Versions)
{
    public string Id => $"{Newest.Namespace}.{Newest.Name}";

    public static RoleEntry Of(Role version) => new(version, version.Created, version.Created, 1);

    public static RoleEntry Of(IEnumerable<Role> versions) => versions.Select(Of).Aggregate((some, more) => some.With(more));

    public RoleEntry With(RoleEntry other) => new(
        Naming.RoleVersionOrder.Instance.Compare(Newest.Version, other.Newest.Version) >= 0 ? Newest : other.Newest,
        Created <= other.Created ? Created : other.Created,
        Modified >= other.Modified ? Modified : other.Modified,
        Versions + other.Versions);
}
