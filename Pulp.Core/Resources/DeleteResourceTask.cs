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
        var taken = arguments.IsRepository ? [] : await FindTakenAlongAsync(arguments.Id, cancellationToken).ConfigureAwait(false);
        Require(arguments.IsRepository
            ? await repositories.DeleteAsync(arguments.Id, cancellationToken).ConfigureAwait(false)
            : await resources.DeleteAsync(arguments.Id, cancellationToken).ConfigureAwait(false));
        foreach (var repositoryId in taken)
            Require(await repositories.DeleteAsync(repositoryId, cancellationToken).ConfigureAwait(false));
        return null;
    }

    private static void Require(ChangeOutcome outcome)
    {
        if (outcome is not ChangeOutcome.Missing)
            ResourceTaskOutcome.Require(outcome);
    }

    // The repositories that only those distributions serve that are deleted: the resource itself, or what goes with it.
    private Task<IReadOnlyList<Guid>> FindTakenAlongAsync(Guid id, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<Guid>>(
        async session =>
        {
            IReadOnlyList<Distribution> going = await session.Resources.GetAsync(id).ConfigureAwait(false) is Distribution distribution
                ? [distribution]
                : [.. (await session.Resources.ReferringAsync(id).ConfigureAwait(false)).OfType<Distribution>().Where(governed => catalog.TypeOf(governed).GoesWith(governed, id))];
            var taken = new List<Guid>();
            foreach (var served in going.Where(gone => gone.Repository is not null).GroupBy(gone => gone.Repository!.Value))
            {
                if (await session.Resources.GetAsync(served.Key).ConfigureAwait(false) is not Repository repository || !served.Any(gone => catalog.TypeOf(gone).TakesAlong(repository)))
                    continue;
                var serving = (await session.Resources.ReferringAsync(served.Key).ConfigureAwait(false)).OfType<Distribution>();
                if (serving.All(other => going.Any(gone => gone.Id == other.Id)))
                    taken.Add(served.Key);
            }

            return taken;
        },
        cancellationToken);
}
