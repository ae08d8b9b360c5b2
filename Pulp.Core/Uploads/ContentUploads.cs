using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.Uploads;

/// <summary>
/// Turns files into content: read by the type's reader while they are staged, then stored, saved and added to a repository together.
/// </summary>
/// <remarks>A file that is refused leaves nothing. Bytes are durable before the one transaction that makes artifact, unit and version visible.</remarks>
public sealed class ContentUploads
{
    private readonly IPulpDatabase database;
    private readonly IArtifactStorage storage;
    private readonly ArtifactIngest ingest;
    private readonly PulpCatalog catalog;
    private readonly RepositoryChanges changes;
    private readonly IServiceScopeFactory scopes;
    private readonly PulpOptions options;

    /// <summary>Initializes the service.</summary>
    /// <param name="database">Where units are kept.</param>
    /// <param name="storage">Where bytes are kept.</param>
    /// <param name="ingest">Makes bytes durable.</param>
    /// <param name="catalog">The registered types.</param>
    /// <param name="changes">Makes new versions.</param>
    /// <param name="scopes">Creates plugins' readers.</param>
    /// <param name="options">The settings.</param>
    public ContentUploads(
        IPulpDatabase database, IArtifactStorage storage, ArtifactIngest ingest, PulpCatalog catalog, RepositoryChanges changes, IServiceScopeFactory scopes, IOptions<PulpOptions> options)
    {
        this.database = database;
        this.storage = storage;
        this.ingest = ingest;
        this.catalog = catalog;
        this.changes = changes;
        this.scopes = scopes;
        this.options = options.Value;
    }

    /// <summary>Gets the options under which an upload's bytes are staged.</summary>
    public ArtifactWriteOptions StagingOptions => new() { Algorithms = [.. options.ContentChecksums] };

    /// <summary>Creates a unit from a staged file.</summary>
    /// <param name="type">The unit's type.</param>
    /// <param name="file">The staged file; afterwards it is stored, or gone when it was refused.</param>
    /// <param name="request">What the client said of it.</param>
    /// <param name="cancellationToken">Cancels reading and storing.</param>
    /// <returns>The unit, and the new version of the repository if there is one.</returns>
    /// <exception cref="ContentRefusedException">The file is not accepted.</exception>
    /// <exception cref="RepositoryChangeException">The repository does not take the unit.</exception>
    public async Task<UploadOutcome> CreateAsync(ContentType type, StagedArtifact file, ContentUploadRequest request, CancellationToken cancellationToken = default)
    {
        var staged = new List<StagedArtifact> { file };
        try
        {
            var read = await ReadAsync(type, file, staged, request, cancellationToken).ConfigureAwait(false);
            return await KeepAsync(type, read, staged, request, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await storage.DiscardAsync(staged, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Creates a unit of a type whose units are made of fields alone.</summary>
    /// <param name="type">The unit's type.</param>
    /// <param name="request">What the client said of it.</param>
    /// <param name="cancellationToken">Cancels reading and storing.</param>
    /// <returns>The unit, and the new version of the repository if there is one.</returns>
    /// <exception cref="ContentRefusedException">The fields are not accepted, or units of the type have a file.</exception>
    /// <exception cref="RepositoryChangeException">The repository does not take the unit.</exception>
    public async Task<UploadOutcome> CreateAsync(ContentType type, ContentUploadRequest request, CancellationToken cancellationToken = default)
    {
        if (!type.IsMadeOfFields)
            throw new ContentRefusedException("file", $"Content of type '{type.Name}' is made of a file.");
        var nothing = new StoredArtifact { Size = 0, Digests = Digests.DigestSet.Empty, DomainId = request.DomainId };
        var staged = new List<StagedArtifact>();
        try
        {
            var read = await ReadAsync(type, Stream.Null, nothing, staged, request, cancellationToken).ConfigureAwait(false);
            return await KeepAsync(type, read, staged, request, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await storage.DiscardAsync(staged, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Creates a unit from an artifact that is stored already.</summary>
    /// <param name="type">The unit's type.</param>
    /// <param name="artifact">The artifact.</param>
    /// <param name="request">What the client said of it.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The unit, and the new version of the repository if there is one.</returns>
    /// <exception cref="ContentRefusedException">The file is not accepted.</exception>
    /// <exception cref="RepositoryChangeException">The repository does not take the unit.</exception>
    public async Task<UploadOutcome> CreateAsync(ContentType type, StoredArtifact artifact, ContentUploadRequest request, CancellationToken cancellationToken = default)
    {
        var staged = new List<StagedArtifact>();
        try
        {
            artifact.Digests.TryGet(Digests.DigestAlgorithm.Sha256, out var digest);
            using var protection = await storage.ProtectAsync([digest], artifact.DomainId, cancellationToken).ConfigureAwait(false);
            var stream = await storage.OpenReadAsync(digest, StorageDomain.Of(artifact.DomainId), cancellationToken).ConfigureAwait(false)
                ?? throw new ContentRefusedException("artifact", "The bytes of the artifact are lost; upload the file again.");
            await using (stream.ConfigureAwait(false))
            {
                var read = await ReadAsync(type, stream, artifact, staged, request, cancellationToken).ConfigureAwait(false);
                return await KeepAsync(type, read, staged, request, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            await storage.DiscardAsync(staged, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<UploadedContent> ReadAsync(ContentType type, StagedArtifact file, List<StagedArtifact> staged, ContentUploadRequest request, CancellationToken cancellationToken)
    {
        var stream = await storage.OpenStagedAsync(file, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var artifact = new StoredArtifact { Size = file.Size, Digests = file.Digests, DomainId = request.DomainId };
            return await ReadAsync(type, stream, artifact, staged, request, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<UploadedContent> ReadAsync(
        ContentType type, Stream stream, StoredArtifact artifact, List<StagedArtifact> staged, ContentUploadRequest request, CancellationToken cancellationToken)
    {
        if (type.UploadReader is null)
            throw new ContentRefusedException("file", $"Content of type '{type.Name}' cannot be uploaded.");
        var scope = scopes.CreateAsyncScope();
        await using var disposingScope = scope.ConfigureAwait(false);
        var reader = (IContentUploadReader)scope.ServiceProvider.GetRequiredService(type.UploadReader);
        var context = new UploadContext
        {
            File = stream,
            Artifact = artifact,
            RelativePath = request.RelativePath,
            FileName = request.FileName,
            Fields = request.Fields,
            RepositoryId = request.RepositoryId,
            UserId = request.UserId,
            StoreAsync = StageAsync,
        };
        var read = await reader.ReadAsync(context, cancellationToken).ConfigureAwait(false);
        foreach (var path in read.Files.Keys)
        {
            if (ContentPath.Check(path) is { } problem)
                throw new ContentRefusedException("relative_path", problem);
        }

        foreach (var check in scope.ServiceProvider.GetServices<IUploadCheck>())
        {
            stream.Position = 0;
            await check.CheckAsync(read, context, cancellationToken).ConfigureAwait(false);
        }

        return read;

        async Task<StoredArtifact> StageAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
        {
            var writer = await storage.CreateWriterAsync(StagingOptions, token).ConfigureAwait(false);
            await using (writer.ConfigureAwait(false))
            {
                await writer.WriteAsync(bytes, token).ConfigureAwait(false);
                var further = await writer.CompleteAsync(token).ConfigureAwait(false);
                staged.Add(further);
                return new StoredArtifact { Size = further.Size, Digests = further.Digests, DomainId = request.DomainId };
            }
        }
    }

    private async Task<UploadOutcome> KeepAsync(ContentType type, UploadedContent read, List<StagedArtifact> staged, ContentUploadRequest request, CancellationToken cancellationToken)
    {
        using var protection = await storage.ProtectAsync(staged.Select(part => part.Sha256), request.DomainId, cancellationToken).ConfigureAwait(false);
        await ingest.CommitBytesAsync(staged, request.DomainId, cancellationToken).ConfigureAwait(false);
        return await SaveAsync(type, read, staged, request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<UploadOutcome> SaveAsync(
        ContentType type, UploadedContent read, List<StagedArtifact> staged, ContentUploadRequest request, CancellationToken cancellationToken)
    {
        (ContentIdentity Identity, bool IsNew) saved = default;
        IReadOnlyList<Content> further = [];
        RepositoryVersion? version = null;
        if (request.RepositoryId is { } repositoryId)
            version = await changes.AddAsync(repositoryId, SaveAllAsync, request.Overwrite && read.MayReplace, cancellationToken).ConfigureAwait(false);
        else
            await database.WriteAsync(SaveAllAsync, cancellationToken).ConfigureAwait(false);
        return new UploadOutcome(read.Content with { Id = saved.Identity.Id, StoreKey = saved.Identity.StoreKey }, saved.IsNew, version) { Further = further, Messages = read.Messages };

        async ValueTask<IReadOnlyList<Content>> SaveAllAsync(IStoreSession session)
        {
            var unit = await SaveAsync(session).ConfigureAwait(false);
            if (read.Further.Count == 0)
                return [unit];
            var rows = read.Further.Select(content => (Content: content, Type: catalog.ContentTypeOf(content)))
                .Select(row => new NewContent(row.Type, row.Content, row.Type.NaturalKey(row.Content), [])).ToList();
            var identities = await session.Contents.SaveAsync(request.DomainId, rows).ConfigureAwait(false);
            further = [.. read.Further.Zip(identities, (content, row) => content with { Id = row.Identity.Id, StoreKey = row.Identity.StoreKey })];
            return [unit, .. further];
        }

        async ValueTask<Content> SaveAsync(IStoreSession session)
        {
            var rows = read.Files.Values
                .Concat(staged.Select(file => new StoredArtifact { Size = file.Size, Digests = file.Digests, DomainId = request.DomainId }))
                .DistinctBy(artifact => artifact.Sha256, StringComparer.Ordinal).ToList();
            var keys = (await session.Artifacts.SaveAsync(rows).ConfigureAwait(false)).ToDictionary(row => row.Artifact.Sha256, row => row.Artifact.StoreKey, StringComparer.Ordinal);
            var files = read.Files.Select(file => new NewContentFile(file.Key, keys[file.Value.Sha256], [])).ToList();
            saved = (await session.Contents.SaveAsync(request.DomainId, [new NewContent(type, read.Content, type.NaturalKey(read.Content), files)]).ConfigureAwait(false))[0];
            // A unit that is there keeps its labels: to send its bytes again is not to change it.
            if (saved.IsNew && request.Labels is { Count: > 0 })
                await session.Contents.SetLabelsAsync(saved.Identity.Id, request.Labels).ConfigureAwait(false);
            return read.Content with { Id = saved.Identity.Id, StoreKey = saved.Identity.StoreKey };
        }
    }
}
