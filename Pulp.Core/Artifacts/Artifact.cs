using Pulp.Digests;

namespace Pulp.Artifacts;

/// <summary>
/// Represents one file, known by its digests: either stored here or promised by a remote.
/// </summary>
public abstract record Artifact
{
    /// <summary>Gets the size in bytes, or <see langword="null"/> when upstream did not say it.</summary>
    public required long? Size { get; init; }

    /// <summary>Gets the known digests. A stored artifact always has its SHA-256.</summary>
    public required DigestSet Digests { get; init; }
}
