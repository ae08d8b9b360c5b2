using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Changes;

/// <summary>
/// Makes a repository call a collection deprecated, or not any more, in a new version.
/// </summary>
internal sealed class SetDeprecationTask(IPulpDatabase database, RepositoryChanges changes, GalaxyTypes types) : ITaskHandler<SetDeprecation>
{
    public const string TaskName = "ansible.set_deprecation";

    public async Task<object?> RunAsync(TaskContext context, SetDeprecation arguments, CancellationToken cancellationToken)
    {
        var version = arguments.IsDeprecated
            ? await changes.AddAsync(arguments.RepositoryId, session => SaveAsync(session, context.Task.DomainId, arguments), overwrite: true, cancellationToken).ConfigureAwait(false)
            : await RemoveAsync(arguments, cancellationToken).ConfigureAwait(false);
        if (version is not null)
            context.AddCreated(RepositoryVersion.PrnOf(version.Id));
        return null;
    }

    private async ValueTask<IReadOnlyList<ContentTypes.Content>> SaveAsync(IStoreSession session, Guid domainId, SetDeprecation arguments)
    {
        var unit = new AnsibleCollectionDeprecated { Namespace = arguments.Namespace, Name = arguments.Name };
        var saved = await session.Contents.SaveAsync(domainId, [types.Row(unit)]).ConfigureAwait(false);
        return [unit with { Id = saved[0].Identity.Id, StoreKey = saved[0].Identity.StoreKey }];
    }

    private async Task<RepositoryVersion?> RemoveAsync(SetDeprecation arguments, CancellationToken cancellationToken)
    {
        var present = await database.ReadAsync(
            async session => CollectionName.TryCreate(arguments.Namespace, arguments.Name, out var name) && await session.Versions.FindAsync(arguments.RepositoryId).ConfigureAwait(false) is { } latest
                ? await session.Memberships.FindAsync(latest, types.DeprecationOf(name)).ConfigureAwait(false)
                : null,
            cancellationToken).ConfigureAwait(false);
        return present is { } unit ? await changes.ModifyAsync(arguments.RepositoryId, new RepositoryChange { Remove = [unit.Id] }, cancellationToken).ConfigureAwait(false) : null;
    }
}
