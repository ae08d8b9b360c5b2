using System.Runtime.CompilerServices;
using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Digests;
using Pulp.Domains;
using Pulp.Queries;
using Pulp.Repositories;
using Pulp.Serving;
using Pulp.Storage;
using Pulp.Uploads;

namespace Pulp;

/// <content>Content: list it, open its files, upload it.</content>
public sealed partial class PulpInstance
{
    /// <summary>Lists the units of a type in a version.</summary>
    /// <typeparam name="T">The units' type.</typeparam>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Cancels listing.</param>
    /// <returns>The units, in the order they came into the repository. The version is immutable, so is the list.</returns>
    public async IAsyncEnumerable<T> ContentAsync<T>(RepositoryVersion version, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where T : Content
    {
        await foreach (var (unit, _) in VersionScan.ReadAsync<T>(database, catalog.ContentTypeOf(typeof(T)), version, withFiles: false, cancellationToken).ConfigureAwait(false))
            yield return unit;
    }

    /// <summary>Finds units by their fields.</summary>
    /// <typeparam name="T">The units' type.</typeparam>
    /// <param name="where">What is wanted, by the REST names of the type's filters, for example <c>Condition.Equal("name", "requests")</c>; null means every unit.</param>
    /// <param name="version">The version that holds them; null means wherever they are.</param>
    /// <param name="orderBy">The order, by the REST names of fields; null means newest first.</param>
    /// <param name="cancellationToken">Cancels listing.</param>
    /// <returns>The units. Read in pages: without a version, what is added or deleted meanwhile may move a unit to a page that was read.</returns>
    /// <exception cref="ArgumentException">The type has no such field to filter or order by.</exception>
    public async IAsyncEnumerable<T> QueryAsync<T>(
        Condition? where, RepositoryVersion? version = null, IReadOnlyList<Ordering>? orderBy = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where T : Content
    {
        var type = catalog.ContentTypeOf(typeof(T));
        var condition = Condition.And(where, version is null ? null : Condition.Equal("repository_version", version.Id));
        for (var offset = 0; ; offset += Page)
        {
            var query = new Query { Where = condition, OrderBy = orderBy ?? [], Offset = offset, Limit = Page, WithCount = false };
            var page = await database.ReadAsync(session => session.Contents.QueryAsync(type, Domain.DefaultId, query), cancellationToken).ConfigureAwait(false);
            foreach (var unit in page.Items)
                yield return (T)unit;
            if (page.Items.Count < Page)
                yield break;
        }
    }

    /// <summary>Opens a file of a version, fetching it first when it is only promised.</summary>
    /// <param name="version">The version.</param>
    /// <param name="relativePath">The file's path.</param>
    /// <param name="cancellationToken">Cancels opening.</param>
    /// <returns>A stream the caller disposes, or null when the version has no such file.</returns>
    /// <exception cref="FileUnavailableException">The file is not here and no source of it could be fetched.</exception>
    public async Task<Stream?> OpenAsync(RepositoryVersion version, string relativePath, CancellationToken cancellationToken = default)
    {
        var file = await database.ReadAsync(session => session.Memberships.FindFileAsync(version, relativePath), cancellationToken).ConfigureAwait(false);
        return file is null ? null : await OpenAsync(file, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists the files of a unit.</summary>
    /// <param name="content">The unit, as it was read.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The files; a type of content may have none.</returns>
    public async Task<IReadOnlyList<ContentArtifact>> FilesAsync(Content content, CancellationToken cancellationToken = default)
    {
        var files = await database.ReadAsync(session => session.Contents.GetFilesAsync([content.StoreKey]), cancellationToken).ConfigureAwait(false);
        return [.. files[content.StoreKey]];
    }

    /// <summary>Opens a file of a unit, fetching it first when it is only promised.</summary>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Cancels opening.</param>
    /// <returns>A stream the caller disposes.</returns>
    /// <exception cref="FileUnavailableException">The file is not here and no source of it could be fetched.</exception>
    public async Task<Stream> OpenAsync(ContentArtifact file, CancellationToken cancellationToken = default)
    {
        if (file.Stored is { } stored && await OpenAsync(stored, cancellationToken).ConfigureAwait(false) is { } here)
            return here;
        return await services.OnDemand.OpenAsync(file, cancellationToken).ConfigureAwait(false) switch
        {
            FetchOutcome.Stored fetched when await OpenAsync(fetched.Artifact, cancellationToken).ConfigureAwait(false) is { } stream => stream,
            FetchOutcome.Streaming streaming => new StreamingFileStream(streaming.File),
            FetchOutcome.Failed failed => throw new FileUnavailableException(file.RelativePath, failed.Failure.Reason),
            _ => throw new FileUnavailableException(file.RelativePath, "Its bytes are gone."),
        };
    }

    /// <summary>Uploads a file as a unit.</summary>
    /// <typeparam name="T">The unit's type.</typeparam>
    /// <param name="file">The bytes, read to the end.</param>
    /// <param name="relativePath">The file's name or path.</param>
    /// <param name="repository">The repository it is added to; null for none.</param>
    /// <param name="cancellationToken">Cancels reading; nothing remains.</param>
    /// <returns>The unit, and the new version if there is one.</returns>
    /// <exception cref="ContentRefusedException">The file is not accepted.</exception>
    /// <exception cref="RepositoryChangeException">The repository does not take the unit.</exception>
    public async Task<(T Content, RepositoryVersion? Version)> UploadAsync<T>(
        Stream file, string relativePath, Repository? repository = null, CancellationToken cancellationToken = default)
        where T : Content
    {
        if (repository is not null)
            RequireSaved(repository);
        var staged = await services.Storage.StageAsync(file, services.Uploads.StagingOptions, cancellationToken).ConfigureAwait(false);
        var outcome = await services.Uploads.CreateAsync(
            catalog.ContentTypeOf(typeof(T)), staged, new ContentUploadRequest { RelativePath = relativePath, RepositoryId = repository?.Id }, cancellationToken).ConfigureAwait(false);
        return ((T)outcome.Content, outcome.Version);
    }

    /// <summary>Uploads a file of this machine as a unit.</summary>
    /// <typeparam name="T">The unit's type.</typeparam>
    /// <param name="path">The file's path here; its name becomes the relative path.</param>
    /// <param name="repository">The repository it is added to; null for none.</param>
    /// <param name="cancellationToken">Cancels reading; nothing remains.</param>
    /// <returns>The unit, and the new version if there is one.</returns>
    /// <exception cref="ContentRefusedException">The file is not accepted.</exception>
    /// <exception cref="RepositoryChangeException">The repository does not take the unit.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<(T Content, RepositoryVersion? Version)> UploadFileAsync<T>(string path, Repository? repository = null, CancellationToken cancellationToken = default)
        where T : Content
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
            return await UploadAsync<T>(file, Path.GetFileName(path), repository, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Stream?> OpenAsync(StoredArtifact artifact, CancellationToken cancellationToken) => artifact.Digests.TryGet(DigestAlgorithm.Sha256, out var sha256)
        ? await services.Storage.OpenReadAsync(sha256, StorageDomain.Of(artifact.DomainId), cancellationToken).ConfigureAwait(false)
        : null;
}
