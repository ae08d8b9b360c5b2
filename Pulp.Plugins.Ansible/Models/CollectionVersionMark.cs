using Pulp.ContentTypes;
using Pulp.Resources;

namespace Pulp.Plugins.Ansible.Models;

/// <summary>
/// Represents a word that a repository puts on a collection version.
/// </summary>
public sealed record CollectionVersionMark : Content
{
    /// <summary>Gets the SHA-256 of the marked collection version's file.</summary>
    [Field(Hidden = true)]
    public required string CollectionSha256 { get; init; }

    /// <summary>Gets the word.</summary>
    [Field(MinimumLength = 1, MaximumLength = 100)]
    public required string Value { get; init; }
}
