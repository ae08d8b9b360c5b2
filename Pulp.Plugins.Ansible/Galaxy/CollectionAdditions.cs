using Pulp.ContentTypes;
using Pulp.Plugins.Ansible.Models;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Galaxy;

/// <summary>
/// Adds what is said of collection versions to the repository that holds them: signatures, marks.
/// </summary>
internal sealed class CollectionAdditions(RepositoryChanges changes, GalaxyTypes types)
{
    /// <summary>Adds units in one version of the repository.</summary>
    /// <param name="context">The task, which made the version.</param>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="said">The collection versions, and what is said of each, not saved. What went from the repository meanwhile takes nothing.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A task.</returns>
    public async Task AddAsync(TaskContext context, Guid repositoryId, IReadOnlyList<(CollectionVersion Of, Content Unit)> said, CancellationToken cancellationToken)
    {
        var version = await changes.AddAsync(repositoryId, session => SaveAsync(session, context.Task.DomainId, repositoryId, said), overwrite: true, cancellationToken).ConfigureAwait(false);
        if (version is not null)
            context.AddCreated(RepositoryVersion.PrnOf(version.Id));
    }

    private async ValueTask<IReadOnlyList<Content>> SaveAsync(IStoreSession session, Guid domainId, Guid repositoryId, IReadOnlyList<(CollectionVersion Of, Content Unit)> said)
    {
        if (await session.Versions.FindAsync(repositoryId).ConfigureAwait(false) is not { } latest)
            return [];
        var present = await session.Memberships.PresentAsync(latest, [.. said.Select(pair => pair.Of.StoreKey)]).ConfigureAwait(false);
        return await types.SaveAsync(session, domainId, [.. said.Where(pair => present.Contains(pair.Of.StoreKey)).Select(pair => pair.Unit)]).ConfigureAwait(false);
    }
}
