using Pulp.Artifacts;

namespace Pulp.Sync;

/// <summary>
/// Gives the stored files of a declared unit.
/// </summary>
/// <param name="Artifacts">The artifacts by relative path.</param>
/// <param name="OpenAsync">Opens a file by relative path; the caller disposes the stream.</param>
public sealed record DownloadedFiles(
    IReadOnlyDictionary<string, StoredArtifact> Artifacts,
    Func<string, CancellationToken, ValueTask<Stream>> OpenAsync);
