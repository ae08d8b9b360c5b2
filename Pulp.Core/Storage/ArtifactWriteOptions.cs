using Pulp.Digests;

namespace Pulp.Storage;

/// <summary>
/// States what is expected of the bytes of an artifact and which digests to compute.
/// </summary>
public sealed record ArtifactWriteOptions
{
    /// <summary>Gets options that compute SHA-256 and expect nothing.</summary>
    public static ArtifactWriteOptions Default { get; } = new();

    /// <summary>Gets the digests to compute.</summary>
    /// <value>The default is SHA-256, which is always computed, listed or not. SHA-224 cannot be computed here and is refused.</value>
    public IReadOnlyCollection<DigestAlgorithm> Algorithms { get; init; } = [DigestAlgorithm.Sha256];

    /// <summary>Gets the most bytes to accept.</summary>
    /// <value>The default is no limit. One byte more is an <see cref="ArtifactTooLargeException"/>.</value>
    public long? MaximumSize { get; init; }

    /// <summary>Gets the exact number of bytes that must come.</summary>
    /// <value>The default is any number. Another number is a <see cref="DigestMismatchException"/> of <c>size</c>.</value>
    public long? ExpectedSize { get; init; }

    /// <summary>Gets the digests the bytes must have.</summary>
    /// <value>
    /// The default is none. Each is computed for the comparison, listed in <see cref="Algorithms"/> or not; a
    /// difference is a <see cref="DigestMismatchException"/>. A SHA-224 is passed over when a stronger digest is promised too, and refused when not.
    /// </value>
    public DigestSet ExpectedDigests { get; init; } = DigestSet.Empty;

    /// <summary>Gets a value that tells whether a stored artifact of the same size is replaced as well.</summary>
    /// <value>The default is <see langword="false"/>. A repair sets it, because the stored bytes are known to be wrong.</value>
    public bool ReplaceExisting { get; init; }
}
