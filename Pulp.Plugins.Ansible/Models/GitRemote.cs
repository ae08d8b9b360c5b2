using Pulp.Remotes;

namespace Pulp.Plugins.Ansible.Models;

/// <summary>
/// Represents a git repository that contains a collection or a role.
/// </summary>
public sealed record GitRemote : Remote
{
    /// <summary>Gets whether a sync stores no archive: what it finds is known by its metadata and its commit, and the archive is built from that when somebody asks for it.</summary>
    /// <value>The default is <see langword="false"/>: the archive is stored at the sync.</value>
    public bool MetadataOnly { get; init; }

    /// <summary>Gets the branch, tag or commit; empty means the default branch.</summary>
    public string GitRef { get; init; } = "";
}
