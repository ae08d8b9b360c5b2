using Pulp.ContentTypes;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Marks;

/// <summary>
/// Puts a word on collection versions of a repository, or takes it away, in one version.
/// </summary>
internal sealed class MarkCollectionsTask(IPulpDatabase database, RepositoryChanges changes, RepositoryCollections collections, GalaxyTypes types) : ITaskHandler<MarkCollections>
{
    public const string TaskName = "ansible.mark_collections";

    public async Task<object?> RunAsync(TaskContext context, MarkCollections arguments, CancellationToken cancellationToken)
    {
        var (version, units) = await collections.FindAsync(arguments.RepositoryId, arguments.Units, "content_units", cancellationToken).ConfigureAwait(false);
        var marks = units.Select(unit => new CollectionVersionMark { CollectionSha256 = unit.Sha256, Value = arguments.Value }).ToList();
        var changed = arguments.IsMarked
            ? await changes.AddAsync(arguments.RepositoryId, session => SaveAsync(session, context.Task.DomainId, arguments.RepositoryId, units, marks), overwrite: true, cancellationToken).ConfigureAwait(false)
            : await changes.ModifyAsync(arguments.RepositoryId, new RepositoryChange { Remove = await PresentAsync(version, marks, cancellationToken).ConfigureAwait(false) }, cancellationToken).ConfigureAwait(false);
        if (changed is not null)
            context.AddCreated(RepositoryVersion.PrnOf(changed.Id));
        return null;
    }

    // What went from the repository meanwhile takes no mark.
    private async ValueTask<IReadOnlyList<Content>> SaveAsync(
        IStoreSession session, Guid domainId, Guid repositoryId, IReadOnlyList<CollectionVersion> units, IReadOnlyList<CollectionVersionMark> marks)
    {
        if (await session.Versions.FindAsync(repositoryId).ConfigureAwait(false) is not { } latest)
            return [];
        var present = await session.Memberships.PresentAsync(latest, [.. units.Select(unit => unit.StoreKey)]).ConfigureAwait(false);
        return await types.SaveAsync(session, domainId, [.. marks.Where((_, index) => present.Contains(units[index].StoreKey))]).ConfigureAwait(false);
    }

    private Task<IReadOnlyList<Guid>> PresentAsync(RepositoryVersion version, IReadOnlyList<CollectionVersionMark> marks, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<Guid>>(
        async session =>
        {
            var present = new List<Guid>();
            if (!GalaxyTypes.HasAny(version, types.Marks))
                return present;
            foreach (var mark in marks)
            {
                if (await session.Memberships.FindAsync(version, types.Marks.RepositoryKey(mark)).ConfigureAwait(false) is { } identity)
                    present.Add(identity.Id);
            }

            return present;
        },
        cancellationToken);
}
