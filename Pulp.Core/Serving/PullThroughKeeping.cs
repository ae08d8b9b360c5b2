using Microsoft.Extensions.Logging;
using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Digests;
using Pulp.Storage;
using Pulp.Stores;
using Pulp.Uploads;

namespace Pulp.Serving;

/// <summary>
/// Turns a file that was pulled through into a stored artifact and a unit, which goes into the distribution's repository.
/// </summary>
internal sealed partial class PullThroughKeeping
{
    private readonly IPulpDatabase database;
    private readonly IArtifactStorage storage;
    private readonly ArtifactIngest ingest;
    private readonly PullThroughSources sources;
    private readonly PullThroughAdditions additions;
    private readonly ILogger<PullThroughKeeping> logger;

    public PullThroughKeeping(
        IPulpDatabase database, IArtifactStorage storage, ArtifactIngest ingest, PullThroughSources sources, PullThroughAdditions additions, ILogger<PullThroughKeeping> logger)
    {
        this.database = database;
        this.storage = storage;
        this.ingest = ingest;
        this.sources = sources;
        this.additions = additions;
        this.logger = logger;
    }

    public ArtifactWriteOptions Expected(PullThroughFile file) =>
        ingest.Expecting(new ArtifactWriteOptions { ExpectedDigests = file.Digests, ExpectedSize = file.Size });

    /// <summary>Finds what a fetch kept that ended after the client had looked for the file.</summary>
    public StoredArtifact? FindKept(PullThroughRequest request) =>
        request.Distribution.Repository is { } repository ? additions.Find(repository, request.RelativePath)?.Stored : null;

    /// <summary>Makes the unit from bytes that are stored here already.</summary>
    /// <returns>The artifact, or null when the bytes must be fetched.</returns>
    public async Task<StoredArtifact?> FindAsync(PullThroughRequest request, PullThroughFile file, CancellationToken cancellationToken)
    {
        if (!file.AreDigestsFromUpstream || !file.Digests.TryGet(DigestAlgorithm.Sha256, out var sha256))
            return null;
        var domain = request.Distribution.DomainId;
        var found = await database.ReadAsync(session => session.Artifacts.FindAsync(domain, [sha256]), cancellationToken).ConfigureAwait(false);
        if (!found.TryGetValue(sha256.Hex, out var stored))
            return null;
        // From before the bytes are seen until their row is in use, nobody deletes them.
        using var protection = await storage.ProtectAsync([sha256], domain, cancellationToken).ConfigureAwait(false);
        return await storage.OpenReadAsync(sha256, StorageDomain.Of(domain), cancellationToken).ConfigureAwait(false) is { } stream
            ? await SaveAsync(request, file, stored, stream, [], cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <summary>Keeps a file that was fetched.</summary>
    public async Task<StoredArtifact> KeepAsync(PullThroughRequest request, PullThroughFile file, StagedArtifact fetched, CancellationToken cancellationToken)
    {
        var artifact = new StoredArtifact { Size = fetched.Size, Digests = fetched.Digests, DomainId = request.Distribution.DomainId };
        var stream = await storage.OpenStagedAsync(fetched, cancellationToken).ConfigureAwait(false);
        return await SaveAsync(request, file, artifact, stream, [fetched], cancellationToken).ConfigureAwait(false);
    }

    public Task FlushAsync() => additions.FlushAsync();

    /// <summary>Ends the fetch of a file that is not kept.</summary>
    public async Task<FetchEnd> PassThroughAsync(StagedArtifact fetched, CancellationToken cancellationToken) =>
        FetchEnd.PassedThrough(fetched.Size, await StagedBytes.OpenAsync(storage, fetched, cancellationToken).ConfigureAwait(false));

    private async Task<StoredArtifact> SaveAsync(
        PullThroughRequest request, PullThroughFile file, StoredArtifact artifact, Stream stream, List<StagedArtifact> staged, CancellationToken cancellationToken)
    {
        UploadedContent? unit;
        try
        {
            await using (stream.ConfigureAwait(false))
                unit = await ReadAsync(request, artifact, stream, staged, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await storage.DiscardAsync(staged, CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        var (saved, content, files) = await ingest.CommitAsync(
            staged, artifact.DomainId, (session, artifacts) => SaveAsync(session, request, file, artifact, unit, artifacts), cancellationToken).ConfigureAwait(false);
        if (content is not null && request.Distribution.Repository is { } repository)
            additions.Add(repository, content, files);
        return saved;
    }

    private async Task<UploadedContent?> ReadAsync(PullThroughRequest request, StoredArtifact artifact, Stream stream, List<StagedArtifact> staged, CancellationToken cancellationToken)
    {
        var upload = new UploadContext
        {
            File = stream,
            Artifact = artifact,
            RelativePath = request.RelativePath,
            RepositoryId = request.Distribution.Repository,
            StoreAsync = StageAsync,
        };
        try
        {
            return await sources.KeepAsync(request, upload, cancellationToken).ConfigureAwait(false);
        }
        catch (ContentRefusedException refused)
        {
            // The client gets what upstream gives; only as content it is of no use.
            LogRefused(request.RelativePath, refused.Message);
            return null;
        }

        async Task<StoredArtifact> StageAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
        {
            var writer = await ingest.CreateWriterAsync(cancellationToken: token).ConfigureAwait(false);
            await using var closing = writer.ConfigureAwait(false);
            await writer.WriteAsync(bytes, token).ConfigureAwait(false);
            var further = await writer.CompleteAsync(token).ConfigureAwait(false);
            staged.Add(further);
            return new StoredArtifact { Size = further.Size, Digests = further.Digests, DomainId = artifact.DomainId };
        }
    }

    private async ValueTask<(StoredArtifact Saved, Content? Unit, IReadOnlyList<ContentArtifact> Files)> SaveAsync(
        IStoreSession session, PullThroughRequest request, PullThroughFile file, StoredArtifact artifact, UploadedContent? unit, IReadOnlyList<StoredArtifact> committed)
    {
        // What was stored before is saved once more, which renews the time it is of interest.
        var known = committed.DistinctBy(row => row.Sha256, StringComparer.Ordinal).ToDictionary(row => row.Sha256, StringComparer.Ordinal);
        var others = (unit?.Files.Values ?? []).Append(artifact).Where(row => !known.ContainsKey(row.Sha256)).DistinctBy(row => row.Sha256, StringComparer.Ordinal).ToList();
        foreach (var (row, _) in others.Count == 0 ? [] : await session.Artifacts.SaveAsync(others).ConfigureAwait(false))
            known[row.Sha256] = row;
        var main = known[artifact.Sha256];
        if (unit is null)
            return (main, null, []);

        var type = sources.Catalog.ContentTypeOf(unit.Content);
        var files = unit.Files.Select(pair =>
        {
            var stored = known[pair.Value.Sha256];
            // Only the file that was fetched has an address; what was derived from it has none.
            IReadOnlyList<RemoteArtifact> from = stored == main
                ? [new RemoteArtifact { Url = file.Url, RemoteId = request.Remote.Id, Size = main.Size, Digests = main.Digests }]
                : [];
            return new NewContentFile(pair.Key, stored.StoreKey, from);
        }).ToList();
        var identity = (await session.Contents.SaveAsync(artifact.DomainId, [new NewContent(type, unit.Content, type.NaturalKey(unit.Content), files)]).ConfigureAwait(false))[0].Identity;
        var content = unit.Content with { Id = identity.Id, StoreKey = identity.StoreKey };
        return (main, content, [.. (await session.Contents.GetFilesAsync([content.StoreKey]).ConfigureAwait(false))[content.StoreKey]]);
    }

    [LoggerMessage(EventId = 2404, Level = LogLevel.Warning, Message = "{Path} was pulled through but is not kept as content: {Reason}")]
    private partial void LogRefused(string path, string reason);
}
