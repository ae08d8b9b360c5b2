using Pulp.Artifacts;
using Pulp.Storage;

namespace Pulp.Serving;

/// <summary>How a fetch ended: stored, passed through without being kept, or failed.</summary>
internal sealed record FetchEnd
{
    public StoredArtifact? Stored { get; private init; }

    public FetchFailure? Failure { get; private init; }

    public long Size { get; private init; }

    /// <summary>Gets the bytes of a file that was passed through, which whoever takes the end disposes.</summary>
    public KeptBytes? Bytes { get; private init; }

    public static FetchEnd Of(StoredArtifact stored) => new() { Stored = stored, Size = stored.Size ?? 0 };

    public static FetchEnd PassedThrough(long size, KeptBytes bytes) => new() { Size = size, Bytes = bytes };

    public static FetchEnd Failed(FetchFailure failure) => new() { Failure = failure };
}
