using Pulp.ContentTypes;

namespace Pulp.Plugins.Ansible.Models;

/// <summary>
/// Represents one version of a role: an archive with the role's folders.
/// </summary>
public sealed record Role : Content
{
    /// <summary>Gets the namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Gets the name within the namespace.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the version: any text, usually a tag of the source repository.</summary>
    public required string Version { get; init; }

    internal string FileName() => $"{Namespace}/{Name}/{Version}.tar.gz";
}
