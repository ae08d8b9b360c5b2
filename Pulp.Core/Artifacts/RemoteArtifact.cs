namespace Pulp.Artifacts;

/// <summary>
/// Represents a promise: where a file can be fetched, and what it must be.
/// </summary>
public sealed record RemoteArtifact : Artifact
{
    /// <summary>Gets the address of the file.</summary>
    public required Uri Url { get; init; }

    /// <summary>Gets the remote whose connection fetches it.</summary>
    public required Guid RemoteId { get; init; }

    /// <summary>Gets when fetching last failed (UTC), or <see langword="null"/>; a failed source rests for a while.</summary>
    public DateTimeOffset? FailedAt { get; init; }
}
