using Pulp.ContentTypes;
using Pulp.Plugins.Python.Models;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Plugins.Python.Uploads;

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

    /// <summary>Yanks a file, or changes the reason.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="filename">The file's name.</param>
    /// <param name="reason">Why; empty for no reason.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether the repository's latest version holds the file.</returns>
    public async Task<bool> YankAsync(PythonRepository repository, string filename, string reason, CancellationToken cancellationToken)
    {
        if (packages.RepositoryKeyOfPath(filename) is not { } key || await FindAsync(repository, key, cancellationToken).ConfigureAwait(false) is not PythonPackage package)
            return false;
        var yank = new PythonYank { Filename = package.Filename, Name = package.NormalizedName(), Reason = reason };
        await changes.AddAsync(
            repository.Id,
            async session =>
            {
                var saved = await session.Contents.SaveAsync(repository.DomainId, [new NewContent(yanks, yank, yanks.NaturalKey(yank), [])]).ConfigureAwait(false);
                return [yank with { Id = saved[0].Identity.Id, StoreKey = saved[0].Identity.StoreKey }];
            },
            overwrite: true,
            cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Takes a yank back.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="filename">The file's name.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether the file was yanked in the repository's latest version.</returns>
    public async Task<bool> RestoreAsync(PythonRepository repository, string filename, CancellationToken cancellationToken)
    {
        var key = yanks.RepositoryKey(new PythonYank { Filename = filename, Name = "" });
        if (await FindAsync(repository, key, cancellationToken).ConfigureAwait(false) is not { } yank)
            return false;
        await changes.ModifyAsync(repository.Id, new RepositoryChange { Remove = [yank.Id] }, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private Task<Content?> FindAsync(PythonRepository repository, KeyHash key, CancellationToken cancellationToken) => database.ReadAsync<Content?>(
        async session => await session.Versions.FindAsync(repository.Id).ConfigureAwait(false) is { } latest
            && await session.Memberships.FindAsync(latest, key).ConfigureAwait(false) is { } identity
            && await session.Contents.GetAsync([identity.StoreKey]).ConfigureAwait(false) is [var content]
                ? content
                : null,
        cancellationToken);
}
