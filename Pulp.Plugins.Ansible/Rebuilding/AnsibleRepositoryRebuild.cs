using Pulp.Resources;

namespace Pulp.Plugins.Ansible.Rebuilding;

/// <summary>
/// Represents a request to read collections of a repository again.
/// </summary>
internal sealed record AnsibleRepositoryRebuild
{
    /// <summary>Gets the namespace of those that are meant; null means all.</summary>
    [Field(MaximumLength = 64)]
    public string? Namespace { get; init; }

    /// <summary>Gets the name of those that are meant; null means all.</summary>
    [Field(MaximumLength = 64)]
    public string? Name { get; init; }

    /// <summary>Gets the version of those that are meant; null means all.</summary>
    [Field(MaximumLength = 128)]
    public string? Version { get; init; }
}
