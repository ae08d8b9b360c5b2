using Pulp.Resources;

namespace Pulp.Publications;

/// <summary>
/// Describes a publication type.
/// </summary>
public sealed record PublicationType : ResourceType
{
    /// <summary>Gets the CLR type of the repositories it publishes.</summary>
    public required Type RepositoryType { get; init; }

    /// <summary>Gets the publisher's CLR type, or null when a publication only pins a version.</summary>
    public Type? Publisher { get; init; }

    /// <summary>Gets the CLR type of the <see cref="Transfer.IExportPages"/> that an export as files has besides, or null.</summary>
    public Type? Pages { get; init; }
}
