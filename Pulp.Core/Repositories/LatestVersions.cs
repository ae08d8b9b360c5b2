using System.Collections.Concurrent;
using Pulp.Stores;

namespace Pulp.Repositories;

/// <summary>
/// Holds which version of each repository is the latest, for serving.
/// </summary>
/// <remarks>Filled on first use and replaced by the code that commits a version, before it answers.</remarks>
public sealed class LatestVersions
{
    private readonly IPulpDatabase database;
    private readonly ConcurrentDictionary<Guid, RepositoryVersion> versions = new();

    /// <summary>Initializes the table.</summary>
    /// <param name="database">Where versions are kept.</param>
    public LatestVersions(IPulpDatabase database) => this.database = database;

    /// <summary>Gets the latest version of a repository.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="cancellationToken">Cancels loading.</param>
    /// <returns>The version, or null when there is no such repository.</returns>
    public ValueTask<RepositoryVersion?> GetAsync(Guid repositoryId, CancellationToken cancellationToken = default)
    {
        return versions.TryGetValue(repositoryId, out var known) ? new(known) : LoadAsync();

        // Loaded as a write, so that it takes its turn with the commits that replace the entry.
        async ValueTask<RepositoryVersion?> LoadAsync() => await database.WriteAsync(
            async session =>
            {
                var latest = await session.Versions.FindAsync(repositoryId).ConfigureAwait(false);
                if (latest is not null)
                    session.OnCommitted(() => versions[repositoryId] = latest);
                return latest;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gets the latest version if it is in memory already.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <returns>The version, or null.</returns>
    public RepositoryVersion? Peek(Guid repositoryId) => versions.GetValueOrDefault(repositoryId);

    /// <summary>Replaces the entry once the transaction that made the version is durable.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="version">The new latest version.</param>
    public void Follow(IStoreSession session, RepositoryVersion version) =>
        session.OnCommitted(() => versions[version.RepositoryId] = version);

    /// <summary>Forgets a repository once the transaction that deletes it is durable.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="repositoryId">The repository.</param>
    public void Forget(IStoreSession session, Guid repositoryId) =>
        session.OnCommitted(() => versions.TryRemove(repositoryId, out _));
}
