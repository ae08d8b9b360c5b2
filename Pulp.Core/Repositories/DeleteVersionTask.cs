using Pulp.Tasking;

namespace Pulp.Repositories;

/// <summary>
/// Deletes a repository version as a task. One that is gone already is no error.
/// </summary>
public sealed class DeleteVersionTask : ITaskHandler<DeleteVersion>
{
    /// <summary>The name under which the tasks are recorded.</summary>
    public const string Name = "pulp.repository_versions.delete";

    private readonly RepositoryChanges changes;

    /// <summary>Initializes the handler.</summary>
    /// <param name="changes">Deletes the version.</param>
    public DeleteVersionTask(RepositoryChanges changes) => this.changes = changes;

    /// <inheritdoc/>
    public async Task<object?> RunAsync(TaskContext context, DeleteVersion arguments, CancellationToken cancellationToken)
    {
        await changes.DeleteVersionAsync(arguments.VersionId, cancellationToken).ConfigureAwait(false);
        return null;
    }
}
