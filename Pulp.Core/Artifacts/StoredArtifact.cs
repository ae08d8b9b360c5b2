namespace Pulp.Artifacts;

/// <summary>
/// Represents a file whose bytes are here.
/// </summary>
public sealed record StoredArtifact : Artifact
{
    /// <summary>Gets the identifier, a version 7 UUID given by the store.</summary>
    public Guid Id { get; init; }

    /// <summary>Gets the store's own key of the row.</summary>
    public long StoreKey { get; init; }

    /// <summary>Gets the domain in which the bytes are kept once.</summary>
    public Guid DomainId { get; init; } = Domains.Domain.DefaultId;

    /// <summary>Gets when the artifact was first stored (UTC).</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Gets when the artifact was last of interest to someone (UTC): it is protected from cleanup for a while after.</summary>
    public DateTimeOffset LastUpdated { get; init; }

    /// <summary>Gets the SHA-256 in hexadecimal.</summary>
    public string Sha256 => Digests.Sha256 ?? throw new InvalidOperationException("A stored artifact has no SHA-256.");
}
