using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Resources;

/// <summary>
/// Changes a resource as a task: only the fields that were named, whatever else changed meanwhile.
/// </summary>
public sealed class UpdateResourceTask : ITaskHandler<UpdateResource>
{
    /// <summary>The name under which the tasks are recorded.</summary>
    public const string Name = "pulp.resources.update";

    private const int Attempts = 5;
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly ResourceChanges changes;
    private readonly VersionRetention retention;

    /// <summary>Initializes the handler.</summary>
    /// <param name="database">Where resources are kept.</param>
    /// <param name="catalog">The registered types.</param>
    /// <param name="changes">Saves the resource.</param>
    /// <param name="retention">Removes versions that a repository keeps no longer.</param>
    public UpdateResourceTask(IPulpDatabase database, PulpCatalog catalog, ResourceChanges changes, VersionRetention retention)
    {
        this.database = database;
        this.catalog = catalog;
        this.changes = changes;
        this.retention = retention;
    }

    /// <inheritdoc/>
    public async Task<object?> RunAsync(TaskContext context, UpdateResource arguments, CancellationToken cancellationToken)
    {
        var outcome = await UpdateAsync(arguments, cancellationToken).ConfigureAwait(false);
        for (var attempt = 1; outcome is ChangeOutcome.Stale && attempt < Attempts; attempt++)
            outcome = await UpdateAsync(arguments, cancellationToken).ConfigureAwait(false);
        if (ResourceTaskOutcome.Require(outcome) is Repository { RetainRepoVersions: not null } repository)
            await retention.ApplyAsync(repository.Id, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async Task<ChangeOutcome> UpdateAsync(UpdateResource arguments, CancellationToken cancellationToken)
    {
        var resource = await database.ReadAsync(session => session.Resources.GetAsync(arguments.Id), cancellationToken).ConfigureAwait(false);
        return resource is null
            ? new ChangeOutcome.Missing()
            : await changes.UpdateAsync(arguments.Fields.Apply(catalog.ResourceTypeOf(resource), resource), cancellationToken).ConfigureAwait(false);
    }
}
