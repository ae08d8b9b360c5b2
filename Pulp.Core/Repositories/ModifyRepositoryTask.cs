using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Repositories;

/// <summary>
/// Changes the content of a repository as a task.
/// </summary>
public sealed class ModifyRepositoryTask : ITaskHandler<ModifyRepository>
{
    /// <summary>The name under which the tasks are recorded.</summary>
    public const string Name = "pulp.repositories.modify";

    private readonly RepositoryChanges changes;

    /// <summary>Initializes the handler.</summary>
    /// <param name="changes">Makes the version.</param>
    public ModifyRepositoryTask(RepositoryChanges changes) => this.changes = changes;

    /// <inheritdoc/>
    public async Task<object?> RunAsync(TaskContext context, ModifyRepository arguments, CancellationToken cancellationToken)
    {
        if (await changes.ModifyAsync(arguments.RepositoryId, arguments.Change, cancellationToken).ConfigureAwait(false) is { } version)
            context.AddCreated(Prn.Format("core", "repositoryversion", version.Id));
        return null;
    }
}
