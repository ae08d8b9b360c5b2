using System.Collections.Concurrent;

namespace Pulp.Storage;

/// <summary>
/// Makes staged files durable, then visible, then their names durable.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>Look at each target: nothing there, the same size (kept), another size (damaged, replaced), no file (refused).</item>
/// <item>Force the bytes to disk: each file by fsync, or a batch by one syncfs.</item>
/// <item>Rename each file to its target, which is atomic and leaves readers of an old file undisturbed.</item>
/// <item>Force each touched directory to disk once, those of kept files too, whose own commit may still be under way.</item>
/// </list>
/// A failure before step 3 leaves nothing visible. Later ones leave whole files without a record, which must stay: another commit may have kept one meanwhile.
/// </remarks>
internal sealed class FileCommit(StorageLayout layout, DurableFiles files, FileSystemSync fileSystemSync)
{
    // From here one syncfs is faster than its part of single calls, with room for the bytes of others that it forces
    // as well: on a virtual disk 16 files take 2.0 instead of 6.0 ms, 200 take 17 instead of 66.
    internal const int BatchSize = 16;

    private readonly ConcurrentDictionary<string, bool> preparedDomains = new(StringComparer.Ordinal);

    public async Task RunAsync(IReadOnlyList<StagedArtifact> staged, Guid? domain, CancellationToken cancellationToken)
    {
        var published = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var directories = new HashSet<string>(StringComparer.Ordinal);
            var fresh = FindFresh(staged, domain, directories);
            await SyncFilesAsync(fresh, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            var failuresBefore = fileSystemSync.Failures;
            var domainDirectory = PrepareDomain(domain, directories);
            foreach (var artifact in fresh)
            {
                Publish(artifact, domain, directories);
                published.Add(artifact.Key);
            }

            await SyncDirectoriesAsync(directories, failuresBefore).ConfigureAwait(false);
            preparedDomains.TryAdd(domainDirectory, true);
        }
        finally
        {
            // What became visible has no temporary file any more.
            Discard(staged.Where(artifact => !published.Contains(artifact.Key)));
        }
    }

    private List<StagedArtifact> FindFresh(IReadOnlyList<StagedArtifact> staged, Guid? domain, HashSet<string> directories)
    {
        var fresh = new List<StagedArtifact>(staged.Count);
        foreach (var artifact in staged)
        {
            var target = layout.ArtifactPath(artifact.Sha256, domain);
            var existing = files.Inspect(target);
            if (existing.Kind == FileKind.Irregular)
                throw StorageErrors.Irregular(target);
            if (existing.Kind == FileKind.Regular && existing.Size == artifact.Size && !artifact.ReplaceExisting)
                directories.Add(layout.ArtifactDirectory(artifact.Sha256, domain));
            else
                fresh.Add(Whole(artifact));
        }

        return fresh;
    }

    private StagedArtifact Whole(StagedArtifact artifact)
    {
        var path = layout.TemporaryPath(artifact.Key);
        var facts = files.Inspect(path);
        return facts.Kind == FileKind.Regular && facts.Size == artifact.Size
            ? artifact
            : throw new StorageException(
                StorageFailureReason.Missing, "The staged bytes of an artifact are gone, by a sweep of temporary files or an earlier commit; stage them anew.", path);
    }

    private async Task SyncFilesAsync(List<StagedArtifact> fresh, CancellationToken cancellationToken)
    {
        var batch = fresh.FindAll(artifact => artifact is { IsDurable: false, SyncFailures: >= 0 });
        var isBatch = fileSystemSync.IsAvailable && batch.Count >= BatchSize;
        foreach (var artifact in fresh)
        {
            if (artifact.IsDurable || (isBatch && artifact.SyncFailures >= 0))
                continue;
            cancellationToken.ThrowIfCancellationRequested();
            files.SyncFile(layout.TemporaryPath(artifact.Key));
        }

        if (isBatch)
            await fileSystemSync.SyncAsync(batch.Min(artifact => artifact.SyncFailures), cancellationToken).ConfigureAwait(false);
    }

    private string PrepareDomain(Guid? domain, HashSet<string> directories)
    {
        var directory = layout.DomainDirectory(domain);
        if (preparedDomains.ContainsKey(directory))
            return directory;

        // Whoever made these directories may have died before their names were forced to disk.
        directories.Add(layout.Root);
        directories.Add(layout.Artifacts);
        directories.Add(directory);
        MakeDomain(domain);
        return directory;
    }

    private void Publish(StagedArtifact artifact, Guid? domain, HashSet<string> directories)
    {
        var from = layout.TemporaryPath(artifact.Key);
        var to = layout.ArtifactPath(artifact.Sha256, domain);
        var directory = layout.ArtifactDirectory(artifact.Sha256, domain);
        try
        {
            files.Rename(from, to);
        }
        catch (StorageException exception) when (exception.Reason == StorageFailureReason.Missing)
        {
            // Directories are made when the first file needs them, and again should somebody have removed them.
            MakeDomain(domain);
            files.MakeDirectory(directory);
            directories.Add(layout.Artifacts);
            directories.Add(layout.DomainDirectory(domain));
            files.Rename(from, to);
        }

        directories.Add(directory);
    }

    private void MakeDomain(Guid? domain)
    {
        files.MakeDirectory(layout.Artifacts);
        if (domain is not null)
            files.MakeDirectory(layout.DomainDirectory(domain));
    }

    private async Task SyncDirectoriesAsync(HashSet<string> directories, int failuresBefore)
    {
        if (fileSystemSync.IsAvailable && directories.Count >= BatchSize)
        {
            await fileSystemSync.SyncAsync(failuresBefore, CancellationToken.None).ConfigureAwait(false);
            return;
        }

        foreach (var directory in directories)
            files.SyncDirectory(directory);
    }

    private void Discard(IEnumerable<StagedArtifact> staged)
    {
        foreach (var artifact in staged)
        {
            try
            {
                files.Delete(layout.TemporaryPath(artifact.Key));
            }
            catch (StorageException)
            {
                // The outcome of the commit matters more; the sweep of temporary files finds this one.
            }
        }
    }
}
