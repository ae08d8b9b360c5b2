using System.Security.Cryptography;
using System.Text.Json;
using Pulp.Documents;
using Pulp.Storage;

namespace Pulp.Transfer;

/// <summary>
/// Writes a stream into one file, or several of a size, under names that say they are not whole; and gives them their names at the end.
/// </summary>
internal sealed class BundleFiles : Stream
{
    private readonly DurableFiles durable = DurableFiles.ForThisSystem();
    private readonly IncrementalHash whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash part = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<ExportedFile> files = [];
    private readonly string folder;
    private readonly string name;
    private readonly long? chunkSize;
    private FileStream? file;
    private long written;
    private bool isCommitted;

    public BundleFiles(string folder, string name, long? chunkSize)
    {
        this.folder = folder;
        this.name = name;
        this.chunkSize = chunkSize;
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    private string ArchiveName => name + BundleLayout.ArchiveEnding;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            if (file is not null && written == chunkSize)
                await EndFileAsync(cancellationToken).ConfigureAwait(false);
            file ??= Begin();
            var now = chunkSize is { } size ? buffer[..(int)Math.Min(buffer.Length, size - written)] : buffer;
            await file.WriteAsync(now, cancellationToken).ConfigureAwait(false);
            part.AppendData(now.Span);
            whole.AppendData(now.Span);
            written += now.Length;
            buffer = buffer[now.Length..];
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Makes the files durable and visible, then the table of contents that lists them.</summary>
    /// <returns>The files, the table and the digest of the whole.</returns>
    public async Task<(IReadOnlyList<ExportedFile> Files, ExportedFile Table, string GlobalHash)> CommitAsync(CancellationToken cancellationToken)
    {
        await EndFileAsync(cancellationToken).ConfigureAwait(false);
        var globalHash = Convert.ToHexStringLower(whole.GetHashAndReset());
        var table = JsonSerializer.SerializeToUtf8Bytes(
            new BundleTable
            {
                Meta = new BundleTableMeta(ArchiveName, chunkSize, BundleTableMeta.Sha256, globalHash),
                Files = files.ToDictionary(listed => Path.GetFileName(listed.Path), listed => listed.Sha256, StringComparer.Ordinal),
            },
            DocumentJson.Options);
        var tablePath = Path.Join(folder, name + BundleLayout.TableOfContentsEnding);
        var listing = new ExportedFile(tablePath, Convert.ToHexStringLower(SHA256.HashData(table)), table.Length);
        files.Add(listing);
        await File.WriteAllBytesAsync(tablePath + BundleLayout.PartialEnding, table, cancellationToken).ConfigureAwait(false);
        foreach (var listed in files)
            durable.SyncFile(listed.Path + BundleLayout.PartialEnding);
        foreach (var listed in files)
            durable.Rename(listed.Path + BundleLayout.PartialEnding, listed.Path);
        durable.SyncDirectory(folder);
        isCommitted = true;
        return (files[..^1], listing, globalHash);
    }

    /// <summary>Closes the stream; files that were not committed are removed.</summary>
    public override async ValueTask DisposeAsync()
    {
        whole.Dispose();
        part.Dispose();
        if (file is not null)
        {
            files.Add(new ExportedFile(file.Name[..^BundleLayout.PartialEnding.Length], "", 0));
            await CloseAsync(file).ConfigureAwait(false);
        }

        foreach (var left in isCommitted ? [] : files)
        {
            durable.Delete(left.Path + BundleLayout.PartialEnding);
            durable.Delete(left.Path);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Write asynchronously.");

    // A file that cannot be written cannot be written when it is closed either: why is known by then, and it goes.
    private static async Task CloseAsync(FileStream broken)
    {
        try
        {
            await broken.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (TransferErrors.IsFileFailure(exception))
        {
        }
    }

    private FileStream Begin()
    {
        var path = Path.Join(folder, chunkSize is null ? ArchiveName : BundleLayout.ChunkName(ArchiveName, files.Count));
        return new FileStream(path + BundleLayout.PartialEnding, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 128 * 1024, FileOptions.Asynchronous);
    }

    private async Task EndFileAsync(CancellationToken cancellationToken)
    {
        if (file is not { } ended)
            return;
        await ended.FlushAsync(cancellationToken).ConfigureAwait(false);
        files.Add(new ExportedFile(ended.Name[..^BundleLayout.PartialEnding.Length], Convert.ToHexStringLower(part.GetHashAndReset()), written));
        (file, written) = (null, 0);
        await ended.DisposeAsync().ConfigureAwait(false);
    }
}
