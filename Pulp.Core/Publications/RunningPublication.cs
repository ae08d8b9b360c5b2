using System.Runtime.CompilerServices;
using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.Publications;

internal sealed class RunningPublication : PublicationContext
{
    private const int Batch = 500;
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly IArtifactStorage storage;
    private readonly IReadOnlyCollection<DigestAlgorithm> algorithms;
    private readonly HashSet<string> paths = new(StringComparer.Ordinal);
    private readonly HashSet<string> folders = new(StringComparer.Ordinal);
    private readonly List<NewPublishedFile> pending = [];

    public RunningPublication(IPulpDatabase database, PulpCatalog catalog, IArtifactStorage storage, IReadOnlyCollection<DigestAlgorithm> algorithms)
    {
        this.database = database;
        this.catalog = catalog;
        this.storage = storage;
        this.algorithms = algorithms;
    }

    public bool PassesThrough { get; private set; }

    public override async Task AddMetadataAsync(string relativePath, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        Claim(relativePath);
        var staged = await StageAsync(write, cancellationToken).ConfigureAwait(false);
        var domain = Publication.DomainId;
        try
        {
            using var protection = await storage.ProtectAsync([staged.Sha256], domain, cancellationToken).ConfigureAwait(false);
            await storage.CommitAsync([staged], StorageDomain.Of(domain), cancellationToken).ConfigureAwait(false);
            // Published at once: a cleanup of orphans would take an artifact that nothing refers to.
            Require(await database.WriteAsync(
                async session =>
                {
                    var saved = await session.Artifacts.SaveAsync([new StoredArtifact { Size = staged.Size, Digests = staged.Digests, DomainId = domain }]).ConfigureAwait(false);
                    return await session.PublishedFiles.AddAsync(Publication.Id, [new NewPublishedFile(relativePath, saved[0].Artifact.StoreKey, null)]).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await storage.DiscardAsync([staged], CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    public override async IAsyncEnumerable<PublishedUnit<T>> ContentAsync<T>([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (content, files) in VersionScan.ReadAsync<T>(database, catalog.ContentTypeOf(typeof(T)), Version, withFiles: true, cancellationToken).ConfigureAwait(false))
            yield return new PublishedUnit<T>(content, files);
    }

    public override Task AddFileAsync(string relativePath, long contentArtifactKey, CancellationToken cancellationToken)
    {
        Claim(relativePath);
        return AddAsync(new NewPublishedFile(relativePath, null, contentArtifactKey), cancellationToken);
    }

    public override void PassThrough() => PassesThrough = true;

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (pending.Count == 0)
            return;
        Require(await database.WriteAsync(session => session.PublishedFiles.AddAsync(Publication.Id, pending), cancellationToken).ConfigureAwait(false));
        pending.Clear();
    }

    private static void Require(string? taken)
    {
        if (taken is not null)
            throw new PublicationException($"The path '{taken}' is published twice.");
    }

    private async Task<StagedArtifact> StageAsync(Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var writer = await storage.CreateWriterAsync(new ArtifactWriteOptions { Algorithms = algorithms }, cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            await write(writer, cancellationToken).ConfigureAwait(false);
            return await writer.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task AddAsync(NewPublishedFile file, CancellationToken cancellationToken)
    {
        pending.Add(file);
        if (pending.Count >= Batch)
            await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    // A path may be taken once, and may not be a folder of another.
    private void Claim(string relativePath)
    {
        if (relativePath.Length == 0 || relativePath.StartsWith('/') || relativePath.EndsWith('/') || relativePath.Split('/').Any(segment => segment is "" or "." or ".."))
            throw new PublicationException($"'{relativePath}' is not a relative path.");
        if (!paths.Add(relativePath))
            throw new PublicationException($"The path '{relativePath}' is published twice.");
        if (folders.Contains(relativePath))
            throw new PublicationException($"The path '{relativePath}' is published both as a file and as a folder.");
        for (var slash = relativePath.IndexOf('/'); slash >= 0; slash = relativePath.IndexOf('/', slash + 1))
        {
            var folder = relativePath[..slash];
            if (paths.Contains(folder))
                throw new PublicationException($"The path '{folder}' is published both as a file and as a folder.");
            folders.Add(folder);
        }
    }
}
