using Microsoft.Extensions.Options;
using Pulp.Artifacts;
using Pulp.Distributions;
using Pulp.Plugins;
using Pulp.Stores;

namespace Pulp.Serving;

/// <summary>
/// Finds what a path of a distribution leads to: published files, the version's files, <c>index.html</c>, directories, files of publications
/// superseded a short while ago, files on their way into the repository, and last the remote.
/// </summary>
public sealed class ContentResolver
{
    private const string Index = "index.html";
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly ServedSources sources;
    private readonly SupersededPublications superseded;
    private readonly PullThroughAdditions additions;

    // Which stored file is at a path of a version never changes. Files that are only promised are read each time, because they will be stored.
    private readonly BoundedCache<(Guid Source, string Path), ContentArtifact> stored;

    internal ContentResolver(
        IPulpDatabase database, PulpCatalog catalog, ServedSources sources, SupersededPublications superseded, PullThroughAdditions additions, IOptions<PulpOptions> options)
    {
        this.database = database;
        this.catalog = catalog;
        this.sources = sources;
        this.superseded = superseded;
        this.additions = additions;
        stored = new BoundedCache<(Guid, string), ContentArtifact>(options.Value.CacheSize / 8);
    }

    /// <summary>Finds what a path leads to.</summary>
    /// <param name="distribution">The distribution.</param>
    /// <param name="path">The decoded path below the base path, without leading slash; empty for the base path itself, with a slash at the end for a directory.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>What it leads to.</returns>
    public async ValueTask<ResolvedPath> ResolveAsync(Distribution distribution, string path, CancellationToken cancellationToken = default)
    {
        if (distribution.Checkpoint)
            return new ResolvedPath.Missing("This distribution serves checkpoints by their time, which this server does not offer yet; it never serves the latest version instead.");
        var source = await sources.GetAsync(distribution, cancellationToken).ConfigureAwait(false);
        if (source is not null)
        {
            if (stored.TryGet((source.Id, path), out var known))
                return new ResolvedPath.File(known, path, source);
            if (await database.ReadAsync(session => FindAsync(session, source, path), cancellationToken).ConfigureAwait(false) is { } found)
                return Remember(found, source);
            if (await superseded.FindAsync(distribution, source, path, cancellationToken).ConfigureAwait(false) is { } earlier)
                return new ResolvedPath.File(earlier, path, Source: null);
        }

        if (distribution.Repository is { } repository && additions.Find(repository, path) is { } coming)
            return new ResolvedPath.File(coming, path, Source: null);
        if (distribution.Remote is not null && path.Length > 0 && !path.EndsWith('/') && catalog.TypeOf(distribution).PullThrough is not null)
            return new ResolvedPath.Upstream();
        if (source is not null && path.Length == 0)
            return new ResolvedPath.Directory([], source);
        return new ResolvedPath.Missing(source is null
            ? "Distribution is not pointing to a publication, repository, repository version, or remote."
            : "Not Found");
    }

    internal static async ValueTask<ContentArtifact?> FindFileAsync(IStoreSession session, ServedSource source, string path)
    {
        if (source.Publication is { } publication)
        {
            if (await session.PublishedFiles.FindAsync(publication.Id, path).ConfigureAwait(false) is { } published)
                return published;
            if (!publication.PassThrough)
                return null;
        }

        return await session.Memberships.FindFileAsync(source.Version, path).ConfigureAwait(false);
    }

    private static async ValueTask<ResolvedPath?> FindAsync(IStoreSession session, ServedSource source, string path)
    {
        var isDirectory = path.Length == 0 || path.EndsWith('/');
        var filePath = isDirectory ? path + Index : path;
        if (await FindFileAsync(session, source, filePath).ConfigureAwait(false) is { } file)
            return new ResolvedPath.File(file, filePath, source);
        var entries = await ListAsync(session, source, isDirectory ? path : path + "/").ConfigureAwait(false);
        return entries.Count == 0 ? null : isDirectory ? new ResolvedPath.Directory(entries, source) : new ResolvedPath.MissingSlash();
    }

    private static async ValueTask<IReadOnlyList<DirectoryEntry>> ListAsync(IStoreSession session, ServedSource source, string prefix)
    {
        if (source.Publication is not { } publication)
            return await session.Memberships.ListAsync(source.Version, prefix).ConfigureAwait(false);
        var published = await session.PublishedFiles.ListAsync(publication.Id, prefix).ConfigureAwait(false);
        if (!publication.PassThrough)
            return published;
        var passed = await session.Memberships.ListAsync(source.Version, prefix).ConfigureAwait(false);
        return published.Count == 0 ? passed : [.. published.Concat(passed).DistinctBy(entry => entry.Name, StringComparer.Ordinal).OrderBy(entry => entry.Name, StringComparer.Ordinal)];
    }

    private ResolvedPath Remember(ResolvedPath found, ServedSource source)
    {
        if (found is ResolvedPath.File { Content.Stored: not null } file)
            stored.Set((source.Id, file.RelativePath), file.Content, 512 + (2 * file.RelativePath.Length));
        return found;
    }
}
