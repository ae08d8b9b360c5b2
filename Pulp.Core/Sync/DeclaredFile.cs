using Pulp.Digests;
using Pulp.Remotes;

namespace Pulp.Sync;

/// <summary>
/// Represents a file of a declared unit: where it can be fetched and what it must be.
/// </summary>
/// <param name="RelativePath">The path, unique within the unit.</param>
/// <param name="Url">Where it can be fetched.</param>
/// <param name="Size">The size in bytes, when upstream said it.</param>
/// <param name="Digests">The digests upstream said. Without a SHA-256 the file is downloaded at sync whatever the policy.</param>
public sealed record DeclaredFile(string RelativePath, Uri Url, long? Size, DigestSet Digests)
{
    /// <summary>Gets whether the unit is kept without this file when it cannot be fetched or is not what was promised; it is then left out and counted.</summary>
    /// <value>The default is <see langword="false"/>: the sync fails, and the repository stays as it was.</value>
    public bool IsOptional { get; init; }

    /// <summary>Gets a function that opens the bytes, for a file that the source itself made at this sync; nothing is fetched then, now or later. The core disposes the stream.</summary>
    public Func<CancellationToken, ValueTask<Stream>>? OpenAsync { get; init; }

    /// <summary>Gets the remote it is fetched from, at sync and later; null means the sync's own.</summary>
    public Remote? Source { get; init; }

    /// <summary>Gets the most bytes to accept at sync, for what upstream gave no size; null means any number.</summary>
    public long? MaximumSize { get; init; }

    /// <summary>Gets whether the file is downloaded at sync whatever the policy.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool IsImmediate { get; init; }

    /// <summary>Gets whether the file is left where it is until somebody asks for it, whatever the policy. It takes a SHA-256.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool IsDeferred { get; init; }
}
