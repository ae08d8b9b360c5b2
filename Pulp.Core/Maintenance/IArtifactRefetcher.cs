using Pulp.Artifacts;
using Pulp.Storage;

namespace Pulp.Maintenance;

/// <summary>
/// Fetches the bytes of a file again from where it came.
/// </summary>
public interface IArtifactRefetcher
{
    /// <summary>Fetches and stages a file, trying its sources one after another.</summary>
    /// <param name="file">The file, with its sources.</param>
    /// <param name="expected">What the bytes must be; to be staged under exactly these options.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The staged bytes, which the caller commits; null when no source gives them.</returns>
    Task<StagedArtifact?> RefetchAsync(ContentArtifact file, ArtifactWriteOptions expected, CancellationToken cancellationToken);
}
