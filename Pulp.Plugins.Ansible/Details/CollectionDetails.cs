using System.Runtime.InteropServices;
using System.Text.Json;
using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Digests;
using Pulp.Plugins.Ansible.Archives;
using Pulp.Plugins.Ansible.Models;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Details;

/// <summary>
/// Gives what is too large for the document of a collection version: manifest, files, contents and documentation. They are in a file of their
/// own beside the archive, which is made when the archive is imported, or at the first question when the archive came otherwise.
/// </summary>
internal sealed class CollectionDetails : ILargeFieldReader
{
    private readonly IPulpDatabase database;
    private readonly IArtifactStorage storage;
    private readonly ArtifactIngest ingest;
    private readonly TimeProvider time;
    private readonly ContentType collections;
    private readonly SharedWork<long, StoredArtifact?> making = new();

    public CollectionDetails(IPulpDatabase database, IArtifactStorage storage, ArtifactIngest ingest, TimeProvider time, PulpCatalog catalog)
    {
        this.database = database;
        this.storage = storage;
        this.ingest = ingest;
        this.time = time;
        collections = catalog.ContentTypeOf(typeof(CollectionVersion));
    }

    /// <summary>Opens a part as JSON in UTF-8.</summary>
    /// <param name="version">The collection version, saved.</param>
    /// <param name="part">The part.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The part, the caller's to dispose; null when it is not known because the archive is not here, nor in its place upstream's documentation.</returns>
    public async Task<Stream?> OpenAsync(CollectionVersion version, DetailPart part, CancellationToken cancellationToken = default)
    {
        var files = (await database.ReadAsync(session => session.Contents.GetFilesAsync([version.StoreKey]), cancellationToken).ConfigureAwait(false))[version.StoreKey].ToList();
        if (await OpenAsync(version, files, part, cancellationToken).ConfigureAwait(false) is { } known)
            return known;
        return part == DetailPart.DocsBlob && Stored(files, UpstreamDocs.PathOf(version.FileName())) is { } docs ? await OpenAsync(docs, cancellationToken).ConfigureAwait(false) : null;
    }

    private async Task<Stream?> OpenAsync(CollectionVersion version, List<ContentArtifact> files, DetailPart part, CancellationToken cancellationToken)
    {
        if (await OpenAsync(version, files, cancellationToken).ConfigureAwait(false) is not { } file)
            return null;
        try
        {
            if (await DetailFile.FindAsync(file, part, cancellationToken).ConfigureAwait(false) is var (position, length))
                return new StreamPart(file, position, length);
        }
        catch (JsonException)
        {
            // Not a file that was made here; as good as none.
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        await file.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    /// <summary>Reads a part as JSON in UTF-8; the manifest is byte by byte what is signed.</summary>
    /// <param name="version">The collection version, saved.</param>
    /// <param name="part">The part.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The bytes; null when they are not known because the archive is not here.</returns>
    public async Task<byte[]?> ReadAsync(CollectionVersion version, DetailPart part, CancellationToken cancellationToken = default)
    {
        if (await OpenAsync(version, part, cancellationToken).ConfigureAwait(false) is not { } stream)
            return null;
        await using var disposing = stream.ConfigureAwait(false);
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    /// <summary>Finds the collection versions whose details are here, or whose archive is.</summary>
    /// <param name="versions">The collection versions, saved.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<CollectionVersion>> ReadableAsync(IReadOnlyCollection<CollectionVersion> versions, CancellationToken cancellationToken = default)
    {
        var files = await database.ReadAsync(session => session.Contents.GetFilesAsync([.. versions.Select(version => version.StoreKey)]), cancellationToken).ConfigureAwait(false);
        return [.. versions.Where(version => files[version.StoreKey].Any(file => file.Stored is not null))];
    }

    /// <summary>Reads a stored archive, held to the rules for what other servers published.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What is in it; null when its bytes are lost.</returns>
    /// <exception cref="CollectionRefusedException">It is no acceptable collection.</exception>
    public async Task<CollectionContents?> ReadArchiveAsync(StoredArtifact archive, CancellationToken cancellationToken)
    {
        if (await OpenAsync(archive, cancellationToken).ConfigureAwait(false) is not { } stream)
            return null;
        await using var disposing = stream.ConfigureAwait(false);
        return await CollectionArchive.ReadAsync(stream, fileName: null, CollectionChecks.Mirror, time, bounds: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stores details.</summary>
    /// <param name="details">The file.</param>
    /// <param name="domainId">The domain.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<StoredArtifact> StoreAsync(ReadOnlyMemory<byte> details, Guid domainId, CancellationToken cancellationToken)
    {
        using var bytes = StreamOf(details);
        return await ingest.StoreAsync(bytes, domainId, expected: null, cancellationToken).ConfigureAwait(false);
    }

    async ValueTask<ReadOnlyMemory<byte>?> ILargeFieldReader.ReadAsync(Content unit, string field, CancellationToken cancellationToken) =>
        DetailFile.PartOf(field) is { } part && await ReadAsync((CollectionVersion)unit, part, cancellationToken).ConfigureAwait(false) is { } bytes ? (ReadOnlyMemory<byte>?)bytes : null;

    private async Task<Stream?> OpenAsync(CollectionVersion version, List<ContentArtifact> files, CancellationToken cancellationToken)
    {
        if (Stored(files, DetailFile.PathOf(version.FileName())) is { } known && await OpenAsync(known, cancellationToken).ConfigureAwait(false) is { } stream)
            return stream;

        // There is none yet, or its bytes are lost.
        if (Stored(files, version.FileName()) is not { } archive)
            return null;
        return await making.RunAsync(version.StoreKey, () => MakeAsync(version, archive), cancellationToken).ConfigureAwait(false) is { } made ? await OpenAsync(made, cancellationToken).ConfigureAwait(false) : null;
    }

    private async Task<StoredArtifact?> MakeAsync(CollectionVersion version, StoredArtifact archive)
    {
        if (await MakeAsync(archive).ConfigureAwait(false) is not { } details)
            return null;
        using var bytes = StreamOf(details);
        var staged = await ingest.StageAsync(bytes).ConfigureAwait(false);
        return await ingest.CommitAsync(
            [staged],
            archive.DomainId,
            async (session, artifacts) =>
            {
                await session.Contents.SaveAsync(
                    archive.DomainId,
                    [new NewContent(collections, version, collections.NaturalKey(version), [new NewContentFile(DetailFile.PathOf(version.FileName()), artifacts[0].StoreKey, [])])]).ConfigureAwait(false);
                return artifacts[0];
            }).ConfigureAwait(false);
    }

    private async Task<ReadOnlyMemory<byte>?> MakeAsync(StoredArtifact archive)
    {
        try
        {
            return await ReadArchiveAsync(archive, CancellationToken.None).ConfigureAwait(false) is { } contents ? DetailFile.Write(contents) : null;
        }
        catch (CollectionRefusedException)
        {
            // What is not a collection, whatever upstream said, has no details; to look again would not find them.
            return DetailFile.Write(_ => null);
        }
    }

    private static MemoryStream StreamOf(ReadOnlyMemory<byte> bytes)
    {
        MemoryMarshal.TryGetArray(bytes, out var segment);
        return new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false);
    }

    private static StoredArtifact? Stored(List<ContentArtifact> files, string path) => files.Find(file => file.RelativePath == path)?.Stored;

    private ValueTask<Stream?> OpenAsync(StoredArtifact artifact, CancellationToken cancellationToken) =>
        storage.OpenReadAsync(Digest.Sha256(Convert.FromHexString(artifact.Sha256)), StorageDomain.Of(artifact.DomainId), cancellationToken);
}
