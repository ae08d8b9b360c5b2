using Pulp.ContentTypes;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Plugins.Python.Projects;

/// <summary>
/// Yanks files (PEP 592) of repositories and takes that back; each makes a new version.
/// </summary>
internal sealed class Yanks
{
    private readonly IPulpDatabase database;
    private readonly RepositoryChanges changes;
    private readonly ContentType packages;
    private readonly ContentType yanks;

    public Yanks(IPulpDatabase database, RepositoryChanges changes, PulpCatalog catalog)
    {
        this.database = database;
        this.changes = changes;
        packages = catalog.ContentTypeOf(typeof(PythonPackage));
        yanks = catalog.ContentTypeOf(typeof(PythonYank));
    }

    /// <summary>Finds the files that a request names in a repository's latest version.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="filename">The name of one file; null for a release.</param>
    /// <param name="name">The release's project.</param>
    /// <param name="version">The release's version in any spelling.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<IReadOnlyList<string>> FilesOfAsync(Guid repositoryId, string? filename, string? name, string? version, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            if (await session.Versions.FindAsync(repositoryId).ConfigureAwait(false) is not { } latest)
                return (IReadOnlyList<string>)[];
            if (filename is not null)
                return await FindAsync(session, latest, packages.RepositoryKeyOfPath(filename)).ConfigureAwait(false) is PythonPackage package && package.Filename == filename ? [filename] : [];
            var units = await session.Memberships.GroupAsync(latest, packages, ProjectName.Normalize(name!)).ConfigureAwait(false);
            return [.. units.Cast<PythonPackage>().Where(unit => DistributionReader.SameVersion(unit.Version, version!)).Select(unit => unit.Filename)];
        },
        cancellationToken);

    /// <summary>Yanks files, or changes the reason.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="filenames">The files' names.</param>
    /// <param name="reason">Why; empty for no reason.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many of the files the repository's latest version holds, and the new version; null when nothing changed.</returns>
    public async Task<(int Files, RepositoryVersion? Version)> YankAsync(
        PythonRepository repository, IReadOnlyList<string> filenames, string reason, CancellationToken cancellationToken)
    {
        var found = await FindAllAsync<PythonPackage>(repository, filenames.Select(packages.RepositoryKeyOfPath), cancellationToken).ConfigureAwait(false);
        if (found.Count == 0)
            return (0, null);
        var marks = found.Select(package => new PythonYank { Filename = package.Filename, Name = package.NormalizedName(), Reason = reason }).ToList();
        var version = await changes.AddAsync(
            repository.Id,
            async session =>
            {
                var saved = await session.Contents.SaveAsync(repository.DomainId, [.. marks.Select(mark => new NewContent(yanks, mark, yanks.NaturalKey(mark), []))]).ConfigureAwait(false);
                return [.. marks.Zip(saved, (mark, identity) => mark with { Id = identity.Identity.Id, StoreKey = identity.Identity.StoreKey })];
            },
            overwrite: true,
            cancellationToken).ConfigureAwait(false);
        return (found.Count, version);
    }

    /// <summary>Takes yanks back.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="filenames">The files' names.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many of the files were yanked in the repository's latest version, and the new version; null when nothing changed.</returns>
    public async Task<(int Files, RepositoryVersion? Version)> RestoreAsync(PythonRepository repository, IReadOnlyList<string> filenames, CancellationToken cancellationToken)
    {
        var keys = filenames.Select(filename => (KeyHash?)yanks.RepositoryKey(new PythonYank { Filename = filename, Name = "" }));
        var found = await FindAllAsync<PythonYank>(repository, keys, cancellationToken).ConfigureAwait(false);
        if (found.Count == 0)
            return (0, null);
        var version = await changes.ModifyAsync(repository.Id, new RepositoryChange { Remove = [.. found.Select(mark => mark.Id)] }, cancellationToken).ConfigureAwait(false);
        return (found.Count(mark => !mark.IsWithdrawn), version);
    }

    private Task<IReadOnlyList<T>> FindAllAsync<T>(PythonRepository repository, IEnumerable<KeyHash?> keys, CancellationToken cancellationToken)
        where T : Content => database.ReadAsync(
        async session =>
        {
            var found = new List<T>();
            if (await session.Versions.FindAsync(repository.Id).ConfigureAwait(false) is not { } latest)
                return (IReadOnlyList<T>)found;
            foreach (var key in keys)
            {
                if (await FindAsync(session, latest, key).ConfigureAwait(false) is T content)
                    found.Add(content);
            }

            return found;
        },
        cancellationToken);

    private static async ValueTask<Content?> FindAsync(IStoreSession session, RepositoryVersion latest, KeyHash? key) =>
        key is { } wanted && await session.Memberships.FindAsync(latest, wanted).ConfigureAwait(false) is { } identity
        && await session.Contents.GetAsync([identity.StoreKey]).ConfigureAwait(false) is [var content]
            ? content
            : null;
}
