using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Repositories;

namespace Pulp.Plugins.Ansible.Indexes;

/// <summary>
/// Holds the roles of one repository version, each by what its newest version says.
/// </summary>
internal sealed class RoleIndex : IVersionIndex
{
    /// <summary>Initializes an index.</summary>
    /// <param name="version">The repository version.</param>
    /// <param name="corrections">How many corrections of content there had been.</param>
    /// <param name="roles">The roles by their identifiers.</param>
    public RoleIndex(RepositoryVersion version, long corrections, IReadOnlyDictionary<string, RoleEntry> roles)
    {
        Version = version;
        Corrections = corrections;
        ById = roles;
        Entries = [.. roles.OrderBy(role => role.Key, StringComparer.Ordinal).Select(role => role.Value)];
    }

    /// <inheritdoc/>
    public RepositoryVersion Version { get; }

    /// <inheritdoc/>
    public long Corrections { get; }

    /// <inheritdoc/>
    public int Count => Entries.Count;

    public IReadOnlyDictionary<string, RoleEntry> ById { get; }

    /// <summary>Gets the roles in ordinal order of their identifiers.</summary>
    public IReadOnlyList<RoleEntry> Entries { get; }
}
