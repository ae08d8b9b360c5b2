using Pulp.ContentTypes;
using Pulp.Resources;

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

    /// <summary>Gets what the role says of itself in one line.</summary>
    [Field(ReadOnly = true)]
    public string Description { get; init; } = "";

    /// <summary>Gets the words by which the role is to be found.</summary>
    [Field(ReadOnly = true)]
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Gets the platforms it works on, each release by itself.</summary>
    [Field(ReadOnly = true)]
    public IReadOnlyList<RolePlatform> Platforms { get; init; } = [];

    /// <summary>Gets the roles it needs, as its metadata names them.</summary>
    [Field(ReadOnly = true)]
    public IReadOnlyList<string> Dependencies { get; init; } = [];

    internal string FileName() => $"{Namespace}/{Name}/{Version}.tar.gz";
}
