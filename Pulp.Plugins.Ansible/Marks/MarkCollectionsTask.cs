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
internal sealed class MarkCollectionsTask(IPulpDatabase database, RepositoryChanges changes, RepositoryCollections collections, CollectionAdditions additions, GalaxyTypes types)
    : ITaskHandler<MarkCollections>
{
    public const string TaskName = "ansible.mark_collections";

    public async Task<object?> RunAsync(TaskContext context, MarkCollections arguments, CancellationToken cancellationToken)
    {
        var (version, units) = await collections.FindAsync(arguments.RepositoryId, arguments.Units, "content_units", cancellationToken).ConfigureAwait(false);
        var marks = units.Select(unit => new CollectionVersionMark { CollectionSha256 = unit.Sha256, Value = arguments.Value }).ToList();
        if (arguments.IsMarked)
            await additions.AddAsync(context, arguments.RepositoryId, [.. units.Zip(marks, (unit, mark) => (unit, (Content)mark))], cancellationToken).ConfigureAwait(false);
        else if (await changes.ModifyAsync(arguments.RepositoryId, new RepositoryChange { Remove = await PresentAsync(version, marks, cancellationToken).ConfigureAwait(false) }, cancellationToken).ConfigureAwait(false) is { } changed)
            context.AddCreated(RepositoryVersion.PrnOf(changed.Id));
        return null;
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
