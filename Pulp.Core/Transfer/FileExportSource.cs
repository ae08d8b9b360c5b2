using System.Runtime.CompilerServices;
using Pulp.Artifacts;
using Pulp.Publications;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Transfer;

/// <summary>
/// Lists the files that an export of a publication or a version has, without those a start version had.
/// </summary>
internal sealed class FileExportSource
{
    private const int Batch = 200;
    private readonly IPulpDatabase database;
    private readonly RepositoryVersion version;
    private readonly Publication? publication;
    private readonly RepositoryVersion? start;

    public FileExportSource(IPulpDatabase database, RepositoryVersion version, Publication? publication, RepositoryVersion? start, Guid domainId)
    {
        this.database = database;
        this.version = version;
        this.publication = publication;
        this.start = start;
        DomainId = domainId;
    }

    private Guid DomainId { get; }

    /// <summary>Lists the files, each with the path under which it is served; published files before those that are passed through.</summary>
    public async IAsyncEnumerable<ContentArtifact> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var published = new HashSet<string>(StringComparer.Ordinal);
        if (publication is not null)
        {
            await foreach (var file in PublishedAsync(publication.Id, cancellationToken).ConfigureAwait(false))
            {
                if (publication.PassThrough)
                    published.Add(file.RelativePath);
                yield return file;
            }

            if (!publication.PassThrough)
                yield break;
        }

        foreach (var isStored in new[] { false, true })
        {
            await foreach (var file in OfVersionAsync(isStored, cancellationToken).ConfigureAwait(false))
            {
                if (!published.Contains(file.RelativePath))
                    yield return file;
            }
        }
    }

    private async IAsyncEnumerable<ContentArtifact> PublishedAsync(Guid publicationId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (string? after = null; ;)
        {
            var from = after;
            var (files, last) = await database.ReadAsync(
                async session =>
                {
                    var paths = await session.PublishedFiles.PathsAsync(publicationId, from, Batch).ConfigureAwait(false);
                    var found = new List<ContentArtifact>(paths.Count);
                    foreach (var path in paths)
                    {
                        if (await session.PublishedFiles.FindAsync(publicationId, path).ConfigureAwait(false) is { } file)
                            found.Add(file);
                    }

                    return (await NewAsync(session, found).ConfigureAwait(false), paths.Count == 0 ? null : paths[^1]);
                },
                cancellationToken).ConfigureAwait(false);
            if (last is null)
                yield break;
            foreach (var file in files)
                yield return file;
            after = last;
        }
    }

    private async IAsyncEnumerable<ContentArtifact> OfVersionAsync(bool isStored, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = 0L; ;)
        {
            var from = after;
            var (files, last) = await database.ReadAsync(
                async session =>
                {
                    var found = await session.Contents.ScanFilesAsync(version, DomainId, isStored, from, Batch).ConfigureAwait(false);
                    return (await NewAsync(session, found).ConfigureAwait(false), found.Count == 0 ? (long?)null : found[^1].StoreKey);
                },
                cancellationToken).ConfigureAwait(false);
            if (last is not { } next)
                yield break;
            foreach (var file in files)
                yield return file;
            after = next;
        }
    }

    // What was generated for a publication belongs to no unit and is always new.
    private async ValueTask<IReadOnlyList<ContentArtifact>> NewAsync(IStoreSession session, IReadOnlyList<ContentArtifact> files)
    {
        if (start is null)
            return files;
        var known = await session.Memberships.PresentAsync(start, [.. files.Select(file => file.ContentKey).Where(key => key != 0).Distinct()]).ConfigureAwait(false);
        return [.. files.Where(file => !known.Contains(file.ContentKey))];
    }
}
