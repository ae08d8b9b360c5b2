using Pulp.Remotes;

namespace Pulp.Plugins.Ansible.Models;

/// <summary>
/// Represents a git repository that contains a collection or a role.
/// </summary>
public sealed record GitRemote : Remote
{
    /// <summary>Gets whether only the commit is kept and clients clone it themselves. It is refused: clients are given archives.</summary>
    /// <value>The default is <see langword="false"/>: the collection is built and stored.</value>
    public bool MetadataOnly { get; init; }

    /// <summary>Gets the branch, tag or commit; empty means the default branch.</summary>
    public string GitRef { get; init; } = "";
}
