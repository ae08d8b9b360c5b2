using Pulp.Repositories;

namespace Pulp.Sync;

/// <summary>
/// Represents how a sync ended: what became of every unit upstream has.
/// </summary>
/// <param name="Version">The new version, or null when nothing changed.</param>
/// <param name="Added">Units that are new in the repository.</param>
/// <param name="Replaced">Units among those added that took another's place.</param>
/// <param name="Kept">Units that were there already.</param>
/// <param name="Removed">Units removed because upstream does not have them (mirror) or took them back.</param>
/// <param name="Skipped">What was not taken, by reason.</param>
/// <param name="Downloaded">Files that were downloaded.</param>
/// <param name="DownloadedBytes">How many bytes they have.</param>
public sealed record SyncResult(
    RepositoryVersion? Version,
    long Added,
    long Replaced,
    long Kept,
    long Removed,
    IReadOnlyDictionary<string, SkippedUnits> Skipped,
    long Downloaded,
    long DownloadedBytes);
