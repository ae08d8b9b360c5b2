using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Promotion;

/// <summary>
/// Copies content of repository versions to repositories, one after the other. A change that names no units copies all of its source.
/// </summary>
internal sealed class CopyContentTask(IPulpDatabase database, RepositoryChanges changes) : ITaskHandler<CopyContent>
{
    public const string TaskName = "ansible.copy_content";
    private const int AtOnce = 5000;

    public async Task<object?> RunAsync(TaskContext context, CopyContent arguments, CancellationToken cancellationToken)
    {
        foreach (var (repository, change) in arguments.Changes)
        {
            var whole = change.Add.Count > 0 ? change : change with { Add = await AllAsync(change.Source!.Value, cancellationToken).ConfigureAwait(false) };
            if (await changes.ModifyAsync(repository, whole, cancellationToken).ConfigureAwait(false) is { } version)
                context.AddCreated(RepositoryVersion.PrnOf(version.Id));
        }

        return null;
    }

    private async Task<IReadOnlyCollection<Guid>> AllAsync(Guid source, CancellationToken cancellationToken)
    {
        var version = await database.ReadAsync(session => session.Versions.GetAsync(source), cancellationToken).ConfigureAwait(false)
            ?? throw new RepositoryChangeException("config", "The source version was deleted meanwhile.");
        var all = new List<Guid>();
        for (long? cursor = 0; cursor is { } next;)
        {
            (var rows, cursor) = await database.ReadAsync(session => session.Memberships.ScanAsync(version, type: null, next, AtOnce), cancellationToken).ConfigureAwait(false);
            all.AddRange(rows.Select(row => row.ContentId));
        }

        return all;
    }
}
