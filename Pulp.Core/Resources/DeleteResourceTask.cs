using Pulp.Repositories;
using Pulp.Tasking;

namespace Pulp.Resources;

/// <summary>
/// Deletes a resource as a task. One that is gone already is no error.
/// </summary>
public sealed class DeleteResourceTask : ITaskHandler<DeleteResource>
{
    /// <summary>The name under which the tasks are recorded.</summary>
    public const string Name = "pulp.resources.delete";

    private readonly ResourceChanges resources;
    private readonly RepositoryChanges repositories;

    /// <summary>Initializes the handler.</summary>
    /// <param name="resources">Deletes resources.</param>
    /// <param name="repositories">Deletes repositories with their versions.</param>
    public DeleteResourceTask(ResourceChanges resources, RepositoryChanges repositories)
    {
        this.resources = resources;
        this.repositories = repositories;
    }

    /// <inheritdoc/>
    public async Task<object?> RunAsync(TaskContext context, DeleteResource arguments, CancellationToken cancellationToken)
    {
        var outcome = arguments.IsRepository
            ? await repositories.DeleteAsync(arguments.Id, cancellationToken).ConfigureAwait(false)
            : await resources.DeleteAsync(arguments.Id, cancellationToken).ConfigureAwait(false);
        if (outcome is not ChangeOutcome.Missing)
            ResourceTaskOutcome.Require(outcome);
        return null;
    }
}
