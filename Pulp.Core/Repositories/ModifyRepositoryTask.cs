using Pulp.Plugins;
using Pulp.Stores;
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
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;

    /// <summary>Initializes the handler.</summary>
    /// <param name="changes">Makes the version.</param>
    /// <param name="database">Where publications are kept.</param>
    /// <param name="catalog">The registered types.</param>
    public ModifyRepositoryTask(RepositoryChanges changes, IPulpDatabase database, PulpCatalog catalog)
    {
        this.changes = changes;
        this.database = database;
        this.catalog = catalog;
    }

    /// <inheritdoc/>
    public async Task<object?> RunAsync(TaskContext context, ModifyRepository arguments, CancellationToken cancellationToken)
    {
        if (await changes.ModifyAsync(arguments.RepositoryId, arguments.Change, cancellationToken).ConfigureAwait(false) is { } version)
            await CreatedVersion.AddAsync(context, version, database, catalog, cancellationToken).ConfigureAwait(false);
        return null;
    }
}
