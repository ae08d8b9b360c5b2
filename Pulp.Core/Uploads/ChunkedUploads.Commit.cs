using System.Buffers;
using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Queries;
using Pulp.Storage;

namespace Pulp.Uploads;

/// <content>Ending uploads: as artifacts, or swept away.</content>
public sealed partial class ChunkedUploads
{
    private const int ReadSize = 1024 * 1024;

    /// <summary>Turns a complete upload into an artifact; the upload is gone then.</summary>
    /// <param name="id">The upload.</param>
    /// <param name="sha256">What the whole file's SHA-256 must be; null checks nothing.</param>
    /// <param name="cancellationToken">Cancels; the upload is kept.</param>
    /// <returns>The artifact, durable; null when there is no such upload.</returns>
    /// <exception cref="UploadRefusedException">Chunks are missing, the digest differs, or the upload is in use. The upload is kept.</exception>
    /// <exception cref="StorageException">The storage failed. The upload is kept.</exception>
    public async Task<StoredArtifact?> CommitAsync(Guid id, Digest? sha256, CancellationToken cancellationToken = default)
    {
        var open = Open(id);
        if (!open.TryClose())
            throw Busy();
        try
        {
            if (await GetAsync(id, cancellationToken).ConfigureAwait(false) is not { } upload)
            {
                Forget(id);
                return null;
            }

            RequireComplete(upload);
            var file = FileOf(id);
            var staged = await StageAsync(upload, file, open, sha256, cancellationToken).ConfigureAwait(false);
            var artifact = await ingest.CommitAsync(
                [staged],
                upload.DomainId,
                async (session, artifacts) =>
                {
                    await session.Uploads.DeleteAsync(id).ConfigureAwait(false);
                    return artifacts[0];
                },
                cancellationToken).ConfigureAwait(false);
            file.Delete();
            Forget(id);
            return artifact;
        }
        finally
        {
            open.Reopen();
        }
    }

    /// <summary>Removes uploads of a domain to which no chunk came for <see cref="PulpOptions.UploadProtectionTime"/>, and files without an upload.</summary>
    /// <param name="domainId">The domain.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many uploads went.</returns>
    public async Task<int> SweepAsync(Guid domainId, CancellationToken cancellationToken = default)
    {
        if (options.UploadProtectionTime == TimeSpan.Zero)
            return 0;
        var before = time.GetUtcBefore(options.UploadProtectionTime);
        var (removed, skipped) = (0, 0);
        while (true)
        {
            var query = Abandoned(before) with { Offset = skipped };
            var page = await database.ReadAsync(session => session.Uploads.QueryAsync(domainId, query), cancellationToken).ConfigureAwait(false);
            foreach (var upload in page.Items)
            {
                var isRemoved = await TryRemoveAsync(upload.Id, before, cancellationToken).ConfigureAwait(false);
                removed += isRemoved == true ? 1 : 0;
                skipped += isRemoved == false ? 1 : 0;
            }

            if (page.Items.Count < query.Limit)
                break;
        }

        await SweepFilesAsync(before, cancellationToken).ConfigureAwait(false);
        return removed;
    }

    /// <summary>Gets whether an upload of a domain waits to be swept.</summary>
    internal async Task<bool> HasAbandonedAsync(Guid domainId, CancellationToken cancellationToken)
    {
        var query = Abandoned(time.GetUtcBefore(options.UploadProtectionTime)) with { Limit = 1 };
        var page = await database.ReadAsync(session => session.Uploads.QueryAsync(domainId, query), cancellationToken).ConfigureAwait(false);
        return page.Items.Count > 0;
    }

    private static Query Abandoned(DateTimeOffset before) =>
        new() { Where = new Condition.Compare("pulp_last_updated", Comparison.Less, before), WithCount = false };

    private static void RequireComplete(Upload upload)
    {
        var end = 0L;
        foreach (var chunk in upload.Chunks)
        {
            if (chunk.Offset != end)
                break;
            end += chunk.Size;
        }

        if (end != upload.Size)
            throw new UploadRefusedException(UploadRefusal.Incomplete, "size", $"The upload is not complete: the bytes from {end} on are missing, of {upload.Size} in all.");
    }

    private static UploadRefusedException WrongDigest(string actual, Digest expected) =>
        new(UploadRefusal.ChecksumMismatch, "sha256", $"The sha256 of the file is {actual}, but {expected.Hex} was stated.");

    private async Task<StagedArtifact> StageAsync(Upload upload, UploadFile file, OpenUpload open, Digest? sha256, CancellationToken cancellationToken)
    {
        if (storage is IFileAdoption adoption)
        {
            var digests = await DigestAsync(upload, file, open, cancellationToken).ConfigureAwait(false);
            if (sha256 is { } expected && expected.Hex != digests.Sha256)
                throw WrongDigest(digests.Sha256!, expected);
            if (await adoption.TryAdoptAsync(file.Path, upload.Size, digests, cancellationToken).ConfigureAwait(false) is { } adopted)
                return adopted;
        }

        var source = file.OpenForReading();
        await using (source.ConfigureAwait(false))
        {
            try
            {
                var promised = sha256 is { } digest ? new DigestSet(digest) : DigestSet.Empty;
                return await ingest.StageAsync(source, new ArtifactWriteOptions { ExpectedSize = upload.Size, ExpectedDigests = promised }, cancellationToken).ConfigureAwait(false);
            }
            catch (DigestMismatchException exception) when (sha256 is { } digest && exception.Property == DigestAlgorithms.NameOf(DigestAlgorithm.Sha256))
            {
                throw WrongDigest(exception.Actual, digest);
            }
        }
    }

    private async Task<DigestSet> DigestAsync(Upload upload, UploadFile file, OpenUpload open, CancellationToken cancellationToken)
    {
        var (digests, hashedTo) = open.Continue(NewDigests);
        if (hashedTo < upload.Size)
        {
            await AppendAsync(digests, file, hashedTo, upload.Size, cancellationToken).ConfigureAwait(false);
            open.Keep(digests.Fork(), upload.Size);
        }

        using (digests)
            return digests.Complete();
    }

    private static async Task AppendAsync(DigestComputation digests, UploadFile file, long from, long to, CancellationToken cancellationToken)
    {
        var source = file.OpenForReading();
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            await using (source.ConfigureAwait(false))
            {
                source.Position = from;
                while (from < to)
                {
                    var part = buffer.AsMemory(0, (int)Math.Min(ReadSize, to - from));
                    await source.ReadExactlyAsync(part, cancellationToken).ConfigureAwait(false);
                    digests.Append(part.Span);
                    from += part.Length;
                }
            }
        }
        catch (Exception exception) when (StorageErrors.IsFileFailure(exception))
        {
            throw StorageErrors.Translate(exception, "read", file.Path);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Null when the upload went on since it was found, so that it is abandoned no more; false when it is in use.
    private async Task<bool?> TryRemoveAsync(Guid id, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var open = Open(id);
        if (!open.TryClose())
            return false;
        try
        {
            return await DeleteAsync(id, upload => upload.LastUpdated < before, cancellationToken).ConfigureAwait(false) ? true : null;
        }
        finally
        {
            open.Reopen();
        }
    }

    private async Task SweepFilesAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        foreach (var file in new DirectoryInfo(folder.Value).EnumerateFiles())
        {
            if (!Guid.TryParseExact(file.Name, "D", out var id) || file.LastWriteTimeUtc >= before.UtcDateTime)
                continue;
            if (await GetAsync(id, cancellationToken).ConfigureAwait(false) is null)
                FileOf(id).Delete();
        }
    }
}
