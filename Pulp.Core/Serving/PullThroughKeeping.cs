using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Digests;
using Pulp.Plugins;
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
    private readonly PulpCatalog catalog;
    private readonly IServiceScopeFactory scopes;
    private readonly PullThroughAdditions additions;
    private readonly PulpOptions options;
    private readonly ILogger<PullThroughKeeping> logger;

    public PullThroughKeeping(
        IPulpDatabase database, IArtifactStorage storage, PulpCatalog catalog, IServiceScopeFactory scopes, PullThroughAdditions additions, IOptions<PulpOptions> options, ILogger<PullThroughKeeping> logger)
    {
        this.database = database;
        this.storage = storage;
        this.catalog = catalog;
        this.scopes = scopes;
        this.additions = additions;
        this.options = options.Value;
        this.logger = logger;
    }

    /// <summary>Makes the unit from bytes that are stored here already.</summary>
    /// <returns>The artifact, or null when the bytes must be fetched.</returns>
    public async Task<StoredArtifact?> FindAsync(PullThroughRequest request, PullThroughFile file, CancellationToken cancellationToken)
    {
        if (!file.Digests.TryGet(DigestAlgorithm.Sha256, out var sha256))
            return null;
        var domain = request.Distribution.DomainId;
        var found = await database.ReadAsync(session => session.Artifacts.FindAsync(domain, [sha256]), cancellationToken).ConfigureAwait(false);
        if (!found.TryGetValue(sha256.Hex, out var stored) || await storage.OpenReadAsync(sha256, StorageDomain.Of(domain), cancellationToken).ConfigureAwait(false) is not { } stream)
            return null;
        var staged = new List<StagedArtifact>();
        await using (stream.ConfigureAwait(false))
            return await SaveAsync(request, file, stored, stream, staged, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Keeps a file that was fetched, or passes it through.</summary>
    public async Task<FetchEnd> KeepAsync(PullThroughRequest request, PullThroughFile file, StagedArtifact fetched, bool keep, CancellationToken cancellationToken)
    {
        if (!keep)
            return FetchEnd.PassedThrough(fetched.Size, await StagedBytes.OpenAsync(storage, fetched, cancellationToken).ConfigureAwait(false));
        var staged = new List<StagedArtifact> { fetched };
        try
        {
            var artifact = new StoredArtifact { Size = fetched.Size, Digests = fetched.Digests, DomainId = request.Distribution.DomainId };
            var stream = await storage.OpenStagedAsync(fetched, cancellationToken).ConfigureAwait(false);
            await using var disposing = stream.ConfigureAwait(false);
            return FetchEnd.Of(await SaveAsync(request, file, artifact, stream, staged, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await storage.DiscardAsync(staged, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<StoredArtifact> SaveAsync(
        PullThroughRequest request, PullThroughFile file, StoredArtifact artifact, Stream stream, List<StagedArtifact> staged, CancellationToken cancellationToken)
    {
        var unit = await ReadAsync(request, artifact, stream, staged, cancellationToken).ConfigureAwait(false);
        await stream.DisposeAsync().ConfigureAwait(false);
        if (staged.Count > 0)
            await storage.CommitAsync(staged, StorageDomain.Of(artifact.DomainId), cancellationToken).ConfigureAwait(false);
        var (saved, content, files) = await database.WriteAsync(session => SaveAsync(session, request, file, artifact, unit, staged), cancellationToken).ConfigureAwait(false);
        if (content is not null && request.Distribution.Repository is { } repository)
            additions.Add(repository, content, files);
        return saved;
    }

    private async Task<UploadedContent?> ReadAsync(PullThroughRequest request, StoredArtifact artifact, Stream stream, List<StagedArtifact> staged, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using var disposing = scope.ConfigureAwait(false);
        var source = (IPullThroughSource)scope.ServiceProvider.GetRequiredService(catalog.TypeOf(request.Distribution).PullThrough!);
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
            return await source.KeepAsync(request, upload, cancellationToken).ConfigureAwait(false);
        }
        catch (ContentRefusedException refused)
        {
            // The client gets what upstream gives; only as content it is of no use.
            LogRefused(request.RelativePath, refused.Message);
            return null;
        }

        async Task<StoredArtifact> StageAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
        {
            var writer = await storage.CreateWriterAsync(new ArtifactWriteOptions { Algorithms = [.. options.ContentChecksums] }, token).ConfigureAwait(false);
            await using var closing = writer.ConfigureAwait(false);
            await writer.WriteAsync(bytes, token).ConfigureAwait(false);
            var further = await writer.CompleteAsync(token).ConfigureAwait(false);
            staged.Add(further);
            return new StoredArtifact { Size = further.Size, Digests = further.Digests, DomainId = artifact.DomainId };
        }
    }

    private async ValueTask<(StoredArtifact Saved, Content? Unit, IReadOnlyList<ContentArtifact> Files)> SaveAsync(
        IStoreSession session, PullThroughRequest request, PullThroughFile file, StoredArtifact artifact, UploadedContent? unit, List<StagedArtifact> staged)
    {
        var rows = staged.Select(further => new StoredArtifact { Size = further.Size, Digests = further.Digests, DomainId = artifact.DomainId })
            .Prepend(artifact).Concat(unit?.Files.Values ?? []).DistinctBy(row => row.Sha256, StringComparer.Ordinal).ToList();
        var saved = (await session.Artifacts.SaveAsync(rows).ConfigureAwait(false)).ToDictionary(row => row.Artifact.Sha256, row => row.Artifact, StringComparer.Ordinal);
        var main = saved[artifact.Sha256];
        if (unit is null)
            return (main, null, []);

        var type = catalog.ContentTypeOf(unit.Content);
        var files = unit.Files.Select(pair =>
        {
            var stored = saved[pair.Value.Sha256];
            // Only the file that was fetched has an address; what was derived from it has none.
            IReadOnlyList<RemoteArtifact> sources = stored == main
                ? [new RemoteArtifact { Url = file.Url, RemoteId = request.Remote.Id, Size = main.Size, Digests = main.Digests }]
                : [];
            return new NewContentFile(pair.Key, stored.StoreKey, sources);
        }).ToList();
        var identity = (await session.Contents.SaveAsync(artifact.DomainId, [new NewContent(type, unit.Content, type.NaturalKey(unit.Content), files)]).ConfigureAwait(false))[0].Identity;
        var content = unit.Content with { Id = identity.Id, StoreKey = identity.StoreKey };
        return (main, content, [.. (await session.Contents.GetFilesAsync([content.StoreKey]).ConfigureAwait(false))[content.StoreKey]]);
    }

    [LoggerMessage(EventId = 2404, Level = LogLevel.Warning, Message = "{Path} was pulled through but is not kept as content: {Reason}")]
    private partial void LogRefused(string path, string reason);
}
