using Pulp.Artifacts;

namespace Pulp.Serving;

/// <summary>
/// Represents what came of asking for a file that is not here.
/// </summary>
public abstract record FetchOutcome
{
    private FetchOutcome()
    {
    }

    /// <summary>The file is stored.</summary>
    /// <param name="Artifact">The artifact.</param>
    public sealed record Stored(StoredArtifact Artifact) : FetchOutcome;

    /// <summary>The file is coming, or was passed through without being kept; its bytes can be read.</summary>
    /// <param name="File">The file, which the caller disposes.</param>
    public sealed record Streaming(StreamingFile File) : FetchOutcome;

    /// <summary>The file could not be fetched.</summary>
    /// <param name="Failure">Why.</param>
    public sealed record Failed(FetchFailure Failure) : FetchOutcome;
}
