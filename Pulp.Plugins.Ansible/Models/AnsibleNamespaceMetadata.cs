using Pulp.ContentTypes;
using Pulp.Resources;

namespace Pulp.Plugins.Ansible.Models;

/// <summary>
/// Represents what the publisher of a namespace says of itself.
/// </summary>
public sealed record AnsibleNamespaceMetadata : Content
{
    /// <summary>Gets the namespace.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the company.</summary>
    public string Company { get; init; } = "";

    /// <summary>Gets the e-mail address.</summary>
    public string Email { get; init; } = "";

    /// <summary>Gets the description.</summary>
    public string Description { get; init; } = "";

    /// <summary>Gets further material in Markdown.</summary>
    public string Resources { get; init; } = "";

    /// <summary>Gets the links.</summary>
    public IReadOnlyList<NamespaceLink> Links { get; init; } = [];

    /// <summary>Gets the SHA-256 of the avatar; null when there is none.</summary>
    [Field(ReadOnly = true)]
    public string? AvatarSha256 { get; init; }

    /// <summary>Gets the SHA-256 over all other fields.</summary>
    [Field(ReadOnly = true)]
    public required string MetadataSha256 { get; init; }
}
