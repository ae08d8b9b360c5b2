using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Options;
using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Resources;
using Pulp.Storage;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Uploads;

/// <summary>
/// Takes files in chunks, in any order and from several requests at once, and turns them into artifacts.
/// </summary>
/// <remarks>
/// Safe to use concurrently. A chunk is durable when its call completes. Chunks are written at their place in one file, which becomes the artifact
/// without being copied when it lies on the file system of the storage. When the chunks come in order the digests are computed on the way; otherwise the rest is read once at the end.
/// Who may see an upload is the caller's to check: it belongs to <see cref="Upload.CreatedBy"/>.
/// </remarks>
public sealed partial class ChunkedUploads
{
    private const int MaximumChunks = 10_000;
    private const int MaximumOpen = 1_000;

    private readonly ConcurrentDictionary<Guid, OpenUpload> opened = new();
    private readonly IArtifactStorage storage;
    private readonly ArtifactIngest ingest;
    private readonly IPulpDatabase database;
    private readonly TimeProvider time;
    private readonly PulpOptions options;
    private readonly DurableFiles files = DurableFiles.ForThisSystem();
    private readonly Lazy<string> folder;

    /// <summary>Initializes the service.</summary>
    /// <param name="storage">Keeps the bytes of artifacts.</param>
    /// <param name="ingest">Makes artifacts.</param>
    /// <param name="database">Keeps the records of uploads.</param>
    /// <param name="time">The clock.</param>
    /// <param name="options">Says where chunks are kept and how long.</param>
    public ChunkedUploads(IArtifactStorage storage, ArtifactIngest ingest, IPulpDatabase database, TimeProvider time, IOptions<PulpOptions> options)
    {
        this.storage = storage;
        this.ingest = ingest;
        this.database = database;
        this.time = time;
        this.options = options.Value;
        folder = new Lazy<string>(() => WorkingDirectories.CreatePrivate(Path.Join(this.options.WorkingFolder, "uploads")), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>Begins an upload.</summary>
    /// <param name="size">The size of the whole file in bytes, at least 1.</param>
    /// <param name="userId">The user who begins it.</param>
    /// <param name="domainId">The domain of the artifact it will be.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The upload, durable.</returns>
    /// <exception cref="UploadRefusedException">The size is less than 1.</exception>
    /// <exception cref="StorageException">There is no room for so many bytes.</exception>
    public async Task<Upload> CreateAsync(long size, long? userId, Guid domainId, CancellationToken cancellationToken = default)
    {
        if (size < 1)
            throw new UploadRefusedException(UploadRefusal.Invalid, "size", "The size must be at least 1 byte.");
        if (storage.GetSpace() is { } space && space.Free < size)
            throw new StorageException(StorageFailureReason.NoSpace, string.Create(CultureInfo.InvariantCulture, $"There is no room for {size} bytes."));
        var now = time.GetUtcNow();
        var upload = new Upload { Id = Uuid7.Create(time), Size = size, CreatedBy = userId, DomainId = domainId, Created = now, LastUpdated = now };
        await database.WriteAsync(
            async session =>
            {
                await session.Uploads.SaveAsync(upload).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        return upload;
    }

    /// <summary>Gets an upload with its chunks.</summary>
    /// <param name="id">The upload.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The upload, or null.</returns>
    public Task<Upload?> GetAsync(Guid id, CancellationToken cancellationToken = default) =>
        database.ReadAsync(session => session.Uploads.GetAsync(id), cancellationToken);

    /// <summary>Takes a chunk.</summary>
    /// <param name="id">The upload.</param>
    /// <param name="range">Where the chunk lies.</param>
    /// <param name="body">The bytes; read to the end.</param>
    /// <param name="sha256">The chunk's own SHA-256, to be checked; null checks nothing.</param>
    /// <param name="cancellationToken">Cancels; the chunk can be sent again.</param>
    /// <returns>The upload with the chunk, durable; null when there is no such upload.</returns>
    /// <remarks>The same chunk may be sent again: it is compared and changes nothing.</remarks>
    /// <exception cref="UploadRefusedException">The range does not fit the upload or the bytes, overlaps a chunk that is here, or the digest differs. Earlier chunks are kept.</exception>
    /// <exception cref="StorageException">The bytes could not be written.</exception>
    public async Task<Upload?> PutChunkAsync(Guid id, ChunkRange range, Stream body, Digest? sha256, CancellationToken cancellationToken = default)
    {
        var open = Open(id);
        if (!open.TryBegin(range))
            throw Busy();
        try
        {
            if (await GetAsync(id, cancellationToken).ConfigureAwait(false) is not { } upload)
            {
                Forget(id);
                return null;
            }

            Check(range, upload);
            var file = FileOf(id);
            var transfer = new ChunkTransfer(file, range, sha256);
            if (upload.Chunks.Any(chunk => Overlaps(chunk, range)))
            {
                if (!upload.Chunks.Contains(new UploadChunk(range.Offset, range.Length)))
                    throw Overlap(range);
                await transfer.CompareAsync(body, cancellationToken).ConfigureAwait(false);
                return upload;
            }

            return await WriteAsync(open, file, upload, range, transfer, body, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            open.End(range);
        }
    }

    /// <summary>Ends an upload, whether complete or not.</summary>
    /// <param name="id">The upload.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether there was one.</returns>
    public Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken = default) =>
        DeleteAsync(id, static _ => true, cancellationToken);

    private async Task<bool> DeleteAsync(Guid id, Func<Upload, bool> isMeant, CancellationToken cancellationToken)
    {
        // A chunk still being written finds no record in the end, and removes its file itself.
        if (!await database.WriteAsync(
            async session => await session.Uploads.GetAsync(id).ConfigureAwait(false) is { } upload && isMeant(upload) && await session.Uploads.DeleteAsync(id).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        FileOf(id).Delete();
        Forget(id);
        return true;
    }

    private static UploadRefusedException Busy() =>
        new(UploadRefusal.Busy, "file", "The upload is in use by another request; send this one again later.");

    private static UploadRefusedException Overlap(ChunkRange range) =>
        new(UploadRefusal.Overlap, "Content-Range", $"Bytes {range.Offset}-{range.End - 1} overlap a chunk that was sent before.");

    private static bool Overlaps(UploadChunk chunk, ChunkRange range) => chunk.Offset < range.End && range.Offset < chunk.Offset + chunk.Size;

    private static void Check(ChunkRange range, Upload upload)
    {
        if (range.Total is { } total && total != upload.Size)
            throw new UploadRefusedException(UploadRefusal.Invalid, "Content-Range", $"The range states a file of {total} bytes, but the upload was begun with {upload.Size}.");
        if (range.Length < 1 || range.Offset < 0 || range.Offset > upload.Size - range.Length)
            throw new UploadRefusedException(UploadRefusal.Invalid, "Content-Range", $"The range ends after the {upload.Size} bytes of the upload.");
    }

    private async Task<Upload?> WriteAsync(
        OpenUpload open, UploadFile file, Upload upload, ChunkRange range, ChunkTransfer transfer, Stream body, CancellationToken cancellationToken)
    {
        var digests = open.TryContinue(range.Offset, NewDigests);
        try
        {
            await transfer.WriteAsync(body, digests, cancellationToken).ConfigureAwait(false);
            var recorded = await RecordAsync(upload.Id, range, cancellationToken).ConfigureAwait(false);
            if (recorded is null)
            {
                file.Delete();
                Forget(upload.Id);
            }
            else if (digests is not null)
            {
                open.Keep(digests, range.End);
                digests = null;
            }

            return recorded;
        }
        finally
        {
            digests?.Dispose();
        }
    }

    private Task<Upload?> RecordAsync(Guid id, ChunkRange range, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            if (await session.Uploads.GetAsync(id).ConfigureAwait(false) is not { } upload)
                return null;
            if (upload.Chunks.Any(chunk => Overlaps(chunk, range)))
                throw Overlap(range);
            if (upload.Chunks.Count >= MaximumChunks)
                throw new UploadRefusedException(UploadRefusal.Invalid, "file", $"An upload has at most {MaximumChunks} chunks; send larger ones.");
            var chunks = upload.Chunks.Append(new UploadChunk(range.Offset, range.Length)).OrderBy(chunk => chunk.Offset);
            upload = upload with { Chunks = [.. chunks], LastUpdated = time.GetUtcNow() };
            await session.Uploads.SaveAsync(upload).ConfigureAwait(false);
            return upload;
        },
        cancellationToken);

    private DigestComputation NewDigests() => new([.. options.ContentChecksums], DigestSet.Empty);

    private UploadFile FileOf(Guid id) => new(folder.Value, id, files);

    private OpenUpload Open(Guid id)
    {
        if (opened.Count > MaximumOpen)
            EvictIdle();
        while (true)
        {
            var open = opened.GetOrAdd(id, static _ => new OpenUpload());
            if (!open.IsEvicted)
                return open;
            opened.TryRemove(new KeyValuePair<Guid, OpenUpload>(id, open));
        }
    }

    private void EvictIdle()
    {
        foreach (var (id, open) in opened)
        {
            if (open.TryEvict() && opened.TryRemove(new KeyValuePair<Guid, OpenUpload>(id, open)))
                open.Dispose();
        }
    }

    private void Forget(Guid id) => opened.TryRemove(id, out _);
}
