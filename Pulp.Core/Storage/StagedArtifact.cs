using Pulp.Digests;

namespace Pulp.Storage;

/// <summary>
/// Represents bytes that were written and measured but are not visible yet.
/// </summary>
public sealed class StagedArtifact
{
    /// <summary>Initializes a staged artifact; called by storages, and by whoever passes one on to another process.</summary>
    /// <param name="size">The number of bytes.</param>
    /// <param name="digests">The digests of the bytes, SHA-256 among them.</param>
    /// <param name="key">What the storage that wrote the bytes finds them by.</param>
    /// <exception cref="ArgumentException">The SHA-256 is missing.</exception>
    public StagedArtifact(long size, DigestSet digests, string key)
    {
        if (!digests.TryGet(DigestAlgorithm.Sha256, out var sha256))
            throw new ArgumentException("A staged artifact needs its SHA-256.", nameof(digests));
        Size = size;
        Digests = digests;
        Sha256 = sha256;
        Key = key;
    }

    /// <summary>Gets the number of bytes.</summary>
    public long Size { get; }

    /// <summary>Gets the digests that were asked for; SHA-256 is always among them.</summary>
    public DigestSet Digests { get; }

    /// <summary>Gets the digest under which the artifact is committed.</summary>
    public Digest Sha256 { get; }

    /// <summary>Gets what the storage that wrote the bytes finds them by. It means nothing to anyone else.</summary>
    public string Key { get; }

    /// <summary>Gets a value that tells whether a stored artifact of the same size is replaced as well.</summary>
    public bool ReplaceExisting { get; init; }

    /// <summary>Gets a value that tells whether the bytes were forced to disk while they were written.</summary>
    internal bool IsDurable { get; init; }

    /// <summary>Gets the number of failed file-system syncs known when the bytes were begun; negative when another process wrote them.</summary>
    internal int SyncFailures { get; init; } = -1;

    /// <summary>Gets the same staged bytes, to replace a stored artifact of the same size as well.</summary>
    internal StagedArtifact Replacing() => ReplaceExisting
        ? this
        : new StagedArtifact(Size, Digests, Key) { ReplaceExisting = true, IsDurable = IsDurable, SyncFailures = SyncFailures };
}
