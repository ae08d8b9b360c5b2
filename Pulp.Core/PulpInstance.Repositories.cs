using System.Runtime.CompilerServices;
using System.Text.Json;
using Pulp.ContentTypes;
using Pulp.Documents;
using Pulp.Publications;
using Pulp.Queries;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Sync;
using Pulp.Tasking;

namespace Pulp;

/// <content>Repositories: sync, change, roll back, promote, compare, publish.</content>
public sealed partial class PulpInstance
{
    /// <summary>Syncs a repository.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="remote">The remote; null means the repository's own.</param>
    /// <param name="mirror">Whether units that upstream does not have are removed.</param>
    /// <param name="progress">Told about five times a second how far each part of the work is; null for nobody.</param>
    /// <param name="options">The further options of the repository's type, for example a <c>FileSyncOptions</c>; null means each option's default.</param>
    /// <param name="cancellationToken">Cancels the sync; the repository stays as it was.</param>
    /// <returns>The latest version afterwards: a new one, or the same as before when nothing changed.</returns>
    /// <exception cref="TaskFailedException">The sync failed; the repository is as it was.</exception>
    public async Task<RepositoryVersion> SyncAsync(
        Repository repository, Remote? remote = null, bool mirror = false, IProgress<IReadOnlyList<ProgressReport>>? progress = null, object? options = null, CancellationToken cancellationToken = default)
    {
        RequireSaved(repository);
        if (remote is not null)
            RequireSaved(remote);
        if (options is not null && catalog.TypeOf(repository).SyncOptions?.IsInstanceOfType(options) != true)
            throw new ArgumentException($"Syncs of a repository of type '{catalog.TypeOf(repository).Name}' have no options of the type {options.GetType().Name}.", nameof(options));
        var given = options is null ? (JsonElement?)null : JsonSerializer.SerializeToElement(options, options.GetType(), DocumentJson.Options);
        var request = await SyncTask.RequestForAsync(database, catalog, repository, remote?.Id, cancellationToken).ConfigureAwait(false);
        var task = await tasks.DispatchAsync<SyncTask, SyncArguments>(request, new SyncArguments(repository.Id, remote?.Id, mirror, given), cancellationToken).ConfigureAwait(false);
        await FollowAsync(task, progress, cancellationToken).ConfigureAwait(false);
        return await LatestAsync(repository, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Changes the content of a repository.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="change">What to start from, remove and add.</param>
    /// <param name="cancellationToken">Cancels while waiting for the database.</param>
    /// <returns>The latest version afterwards.</returns>
    /// <exception cref="RepositoryChangeException">A unit or version does not exist or does not fit, or a unit may not replace another.</exception>
    public async Task<RepositoryVersion> ModifyAsync(Repository repository, RepositoryChange change, CancellationToken cancellationToken = default)
    {
        RequireSaved(repository);
        return await services.Changes.ModifyAsync(repository.Id, change, cancellationToken).ConfigureAwait(false)
            ?? await LatestAsync(repository, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds units to a repository.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="units">Saved units of types it holds.</param>
    /// <param name="cancellationToken">Cancels while waiting for the database.</param>
    /// <returns>The latest version afterwards.</returns>
    /// <exception cref="RepositoryChangeException">A unit does not fit.</exception>
    public Task<RepositoryVersion> AddAsync(Repository repository, IEnumerable<Content> units, CancellationToken cancellationToken = default) =>
        ModifyAsync(repository, new RepositoryChange { Add = [.. units.Select(unit => unit.Id)] }, cancellationToken);

    /// <summary>Removes units from a repository.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="units">The units.</param>
    /// <param name="cancellationToken">Cancels while waiting for the database.</param>
    /// <returns>The latest version afterwards.</returns>
    public Task<RepositoryVersion> RemoveAsync(Repository repository, IEnumerable<Content> units, CancellationToken cancellationToken = default) =>
        ModifyAsync(repository, new RepositoryChange { Remove = [.. units.Select(unit => unit.Id)] }, cancellationToken);

    /// <summary>Makes a new version with the content of another: an earlier one of the same repository (rollback), or one of another repository of the same type (promotion).</summary>
    /// <param name="repository">The repository that gets the new version.</param>
    /// <param name="source">The version whose content it gets.</param>
    /// <param name="cancellationToken">Cancels while waiting for the database.</param>
    /// <returns>The latest version afterwards.</returns>
    /// <exception cref="RepositoryChangeException">The version belongs to a repository of another type.</exception>
    public Task<RepositoryVersion> SetContentAsync(Repository repository, RepositoryVersion source, CancellationToken cancellationToken = default) =>
        ModifyAsync(repository, new RepositoryChange { BaseVersion = source.Id }, cancellationToken);

    /// <summary>Gets the latest version of a repository.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The version.</returns>
    /// <exception cref="RepositoryChangeException">The repository is gone.</exception>
    public async Task<RepositoryVersion> LatestAsync(Repository repository, CancellationToken cancellationToken = default) =>
        await VersionAsync(repository, number: null, cancellationToken).ConfigureAwait(false)
        ?? throw new RepositoryChangeException("repository", "There is no such repository.");

    /// <summary>Gets a version by its number.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="number">The number; null means the latest.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The version, or null when there is none.</returns>
    public Task<RepositoryVersion?> VersionAsync(Repository repository, long? number, CancellationToken cancellationToken = default)
    {
        RequireSaved(repository);
        return database.ReadAsync(session => session.Versions.FindAsync(repository.Id, number), cancellationToken);
    }

    /// <summary>Lists the versions of a repository, newest first.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="cancellationToken">Cancels listing.</param>
    /// <returns>The versions.</returns>
    public async IAsyncEnumerable<RepositoryVersion> VersionsAsync(Repository repository, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var offset = 0; ; offset += Page)
        {
            var start = offset;
            var page = await database.ReadAsync(
                session => session.Versions.QueryAsync(repository.Id, repository.DomainId, new Query { Offset = start, Limit = Page, WithCount = false }), cancellationToken).ConfigureAwait(false);
            foreach (var version in page.Items)
                yield return version;
            if (page.Items.Count < Page)
                yield break;
        }
    }

    /// <summary>Deletes a version; every other version keeps exactly its content.</summary>
    /// <param name="version">The version. Its number is not used again.</param>
    /// <param name="cancellationToken">Cancels between parts; the version is invisible from the first part on.</param>
    /// <returns>Whether it was still there.</returns>
    /// <exception cref="RepositoryChangeException">It is the only version, or something serves it.</exception>
    public Task<bool> DeleteAsync(RepositoryVersion version, CancellationToken cancellationToken = default) =>
        services.Changes.DeleteVersionAsync(version.Id, cancellationToken);

    /// <summary>Lists the units that one version has and another has not.</summary>
    /// <param name="version">The version whose units are listed.</param>
    /// <param name="without">The version whose units are left out.</param>
    /// <param name="cancellationToken">Cancels listing.</param>
    /// <returns>The units.</returns>
    public async IAsyncEnumerable<Content> DifferenceAsync(RepositoryVersion version, RepositoryVersion without, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (long? cursor = 0; cursor is not null;)
        {
            var start = cursor.Value;
            var (contents, next) = await database.ReadAsync(
                async session =>
                {
                    var (units, after) = await session.Memberships.DiffAsync(without, version, added: true, start, Page).ConfigureAwait(false);
                    return (await session.Contents.GetAsync([.. units.Select(unit => unit.StoreKey)]).ConfigureAwait(false), after);
                },
                cancellationToken).ConfigureAwait(false);
            foreach (var content in contents)
                yield return content;
            cursor = next;
        }
    }

    /// <summary>Publishes a version.</summary>
    /// <typeparam name="T">The publication's type.</typeparam>
    /// <param name="publication">The publication to make, which names the version.</param>
    /// <param name="cancellationToken">Cancels publishing; nothing of it remains.</param>
    /// <returns>The complete publication.</returns>
    /// <exception cref="Resources.InvalidResourceException">The version does not exist or does not fit the type.</exception>
    public async Task<T> PublishAsync<T>(T publication, CancellationToken cancellationToken = default)
        where T : Publication => (T)await services.Publications.PublishAsync(publication, ownerId: null, cancellationToken).ConfigureAwait(false);
}
