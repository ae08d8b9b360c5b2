using Pulp.Distributions;
using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Stores;
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
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;

    /// <summary>Initializes the handler.</summary>
    /// <param name="resources">Deletes resources.</param>
    /// <param name="repositories">Deletes repositories with their versions.</param>
    /// <param name="database">Where resources are kept.</param>
    /// <param name="catalog">The registered types.</param>
    public DeleteResourceTask(ResourceChanges resources, RepositoryChanges repositories, IPulpDatabase database, PulpCatalog catalog)
    {
        this.resources = resources;
        this.repositories = repositories;
        this.database = database;
        this.catalog = catalog;
    }

    /// <inheritdoc/>
    public async Task<object?> RunAsync(TaskContext context, DeleteResource arguments, CancellationToken cancellationToken)
    {
        var taken = arguments.IsRepository ? null : await FindTakenAlongAsync(arguments.Id, cancellationToken).ConfigureAwait(false);
        Require(arguments.IsRepository
            ? await repositories.DeleteAsync(arguments.Id, cancellationToken).ConfigureAwait(false)
            : await resources.DeleteAsync(arguments.Id, cancellationToken).ConfigureAwait(false));
        if (taken is { } repositoryId)
            Require(await repositories.DeleteAsync(repositoryId, cancellationToken).ConfigureAwait(false));
        return null;
    }

    private static void Require(ChangeOutcome outcome)
    {
        if (outcome is not ChangeOutcome.Missing)
            ResourceTaskOutcome.Require(outcome);
    }

    private Task<Guid?> FindTakenAlongAsync(Guid id, CancellationToken cancellationToken) => database.ReadAsync<Guid?>(
        async session =>
        {
            if (await session.Resources.GetAsync(id).ConfigureAwait(false) is not Distribution { Repository: { } repositoryId } distribution
                || await session.Resources.GetAsync(repositoryId).ConfigureAwait(false) is not { } repository
                || !catalog.TypeOf(distribution).OwnRepositories.Contains(repository.GetType()))
                return null;
            var referring = await session.Resources.ReferringAsync(repositoryId).ConfigureAwait(false);
            return referring.OfType<Distribution>().Any(other => other.Id != id) ? null : repositoryId;
        },
        cancellationToken);
}
