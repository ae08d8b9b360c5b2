using Pulp.Repositories;
using Pulp.Resources;

namespace Pulp.Plugins.Ansible.Models;

/// <summary>
/// Represents a versioned set of collections and roles, with their signatures, marks, deprecations and namespaces.
/// </summary>
public sealed record AnsibleRepository : Repository
{
    /// <summary>Gets when upstream last changed, as it said at the last sync of everything; null before.</summary>
    public DateTimeOffset? LastSyncedMetadataTime { get; init; }

    /// <summary>Gets the public keys, in ASCII armor, with which uploaded and synced signatures are verified.</summary>
    public string? Gpgkey { get; init; }

    /// <summary>Gets whether only users who may view the repository see its content in the Galaxy API.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Private { get; init; }
}
