using System.Runtime.CompilerServices;
using Pulp.Digests;

namespace Pulp.Storage;

/// <summary>
/// Keeps artifacts as files below one directory.
/// </summary>
/// <remarks>
/// Several processes may share the directory. Bytes are forced to disk with every error checked before an artifact
/// becomes visible. A batch of many small files is forced by one sync of the whole file system, so give the
/// storage a file system of its own where other programs write much.
/// </remarks>
public sealed class FileSystemStorage : IArtifactStorage, ILocalArtifactFiles, IFileAdoption, IStagingResumption, IDisposable
{
    private readonly StorageLayout layout;
    private readonly DurableFiles files;
    private readonly TimeProvider time;
    private readonly FileSystemSync fileSystemSync;
    private readonly FileCommit commit;

    /// <summary>Initializes a storage and makes its directory ready.</summary>
    /// <param name="options">The configuration, read now.</param>
    /// <param name="timeProvider">The clock by which staged bytes are old.</param>
    /// <exception cref="StorageException">The root is a file, read-only, not accessible or full of another program's data; the message names it and the way out.</exception>
    public FileSystemStorage(FileSystemStorageOptions options, TimeProvider timeProvider)
        : this(options, timeProvider, DurableFiles.ForThisSystem())
    {
    }

    internal FileSystemStorage(FileSystemStorageOptions options, TimeProvider timeProvider, DurableFiles files)
    {
        layout = StorageRoot.Prepare(options.Root, files);
        time = timeProvider;
        this.files = files;
        fileSystemSync = new FileSystemSync(files, layout.Root);
        commit = new FileCommit(layout, files, fileSystemSync);
    }

    /// <inheritdoc/>
    public ValueTask<ArtifactWriter> CreateWriterAsync(ArtifactWriteOptions options, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<ArtifactWriter>(new FileArtifactWriter(options, layout, files, fileSystemSync.Failures, StorageLayout.NewTemporaryName()));
    }

    /// <inheritdoc/>
    public async ValueTask<ArtifactWriter?> ResumeAsync(string key, ArtifactWriteOptions options, CancellationToken cancellationToken = default)
    {
        // What failed to reach the disk before is not known here, so the file is forced to disk by itself.
        var writer = new FileArtifactWriter(options, layout, files, syncFailures: -1, key);
        try
        {
            if (await writer.TryResumeAsync(cancellationToken).ConfigureAwait(false))
                return writer;
        }
        catch
        {
            await writer.LeaveAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        await writer.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    /// <inheritdoc/>
    public ValueTask<StagedArtifact?> TryAdoptAsync(string path, long size, DigestSet digests, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var key = StorageLayout.NewTemporaryName();
        return ValueTask.FromResult(files.TryLink(path, layout.TemporaryPath(key))
            ? new StagedArtifact(size, digests, key) { IsDurable = true }
            : null);
    }

    /// <inheritdoc/>
    public Task CommitAsync(IReadOnlyList<StagedArtifact> staged, Guid? domain, CancellationToken cancellationToken = default) =>
        commit.RunAsync(staged, domain, cancellationToken);

    /// <inheritdoc/>
    public Task DiscardAsync(IReadOnlyList<StagedArtifact> staged, CancellationToken cancellationToken = default)
    {
        foreach (var artifact in staged)
        {
            cancellationToken.ThrowIfCancellationRequested();
            files.Delete(layout.TemporaryPath(artifact.Key));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<Stream> OpenStagedAsync(StagedArtifact staged, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = layout.TemporaryPath(staged.Key);
        try
        {
            return ValueTask.FromResult<Stream>(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception exception) when (StorageErrors.IsFileFailure(exception))
        {
            throw StorageErrors.Translate(exception, "open", path);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Stream?> OpenReadAsync(Digest sha256, Guid? domain, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (GetPath(sha256, domain) is not { } path)
            return ValueTask.FromResult<Stream?>(null);
        try
        {
            return ValueTask.FromResult<Stream?>(new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return ValueTask.FromResult<Stream?>(null);
        }
        catch (Exception exception) when (StorageErrors.IsFileFailure(exception))
        {
            throw StorageErrors.Translate(exception, "open", path);
        }
    }

    /// <inheritdoc/>
    public ValueTask<long?> GetSizeAsync(Digest sha256, Guid? domain, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var facts = InspectArtifact(layout.ArtifactPath(sha256, domain));
        return ValueTask.FromResult<long?>(facts.Kind == FileKind.Regular ? facts.Size : null);
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(Digest sha256, Guid? domain, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (GetPath(sha256, domain) is not { } path)
            return ValueTask.FromResult(false);
        files.Delete(path);
        return ValueTask.FromResult(true);
    }

    /// <inheritdoc/>
    public string? GetPath(Digest sha256, Guid? domain)
    {
        var path = layout.ArtifactPath(sha256, domain);
        return InspectArtifact(path).Kind == FileKind.Regular ? path : null;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredFile> EnumerateAsync(Guid? domain, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var directory = layout.DomainDirectory(domain);
        foreach (var prefix in Names(directory, static info => info is DirectoryInfo { LinkTarget: null }))
        {
            if (!StorageLayout.IsPrefix(prefix))
                continue;

            // A whole storage takes long to list; the thread is given back once per directory.
            await Task.Yield();
            foreach (var name in Names(Path.Join(directory, prefix), static info => info is FileInfo))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!StorageLayout.TryReadDigest(prefix, name, out var sha256))
                    continue;
                var facts = files.Inspect(layout.ArtifactPath(sha256, domain));
                if (facts.Kind == FileKind.Regular)
                    yield return new StoredFile(sha256, facts.Size, facts.LastWrite);
            }
        }
    }

    /// <inheritdoc/>
    public Task<int> SweepTemporaryAsync(TimeSpan olderThan, CancellationToken cancellationToken = default)
    {
        var abandonedBefore = time.GetUtcBefore(olderThan);
        var removed = 0;
        foreach (var name in Names(layout.Temporary, static info => info is FileInfo))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!StorageLayout.IsTemporaryName(name))
                continue;
            var path = layout.TemporaryPath(name);
            var facts = files.Inspect(path);
            if (facts.Kind != FileKind.Regular || facts.LastWrite > abandonedBefore)
                continue;
            files.Delete(path);
            removed++;
        }

        return Task.FromResult(removed);
    }

    /// <inheritdoc/>
    public StorageSpace? GetSpace()
    {
        try
        {
            var drive = new DriveInfo(layout.Root);
            var total = drive.TotalSize;
            return new StorageSpace(total, total - drive.TotalFreeSpace, drive.AvailableFreeSpace);
        }
        catch (Exception exception) when (StorageErrors.IsFileFailure(exception))
        {
            throw StorageErrors.Translate(exception, "statfs", layout.Root);
        }
    }

    /// <summary>Releases the handle of the file system; artifacts being read or written are not disturbed.</summary>
    public void Dispose() => fileSystemSync.Dispose();

    private static List<string> Names(string directory, Func<FileSystemInfo, bool> wanted)
    {
        try
        {
            return [.. new DirectoryInfo(directory).EnumerateFileSystemInfos().Where(wanted).Select(info => info.Name)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception exception) when (StorageErrors.IsFileFailure(exception))
        {
            throw StorageErrors.Translate(exception, "list", directory);
        }
    }

    private FileFacts InspectArtifact(string path)
    {
        var facts = files.Inspect(path);
        return facts.Kind == FileKind.Irregular ? throw StorageErrors.Irregular(path) : facts;
    }
}
