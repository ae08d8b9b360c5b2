using Pulp.Plugins;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Transfer;

/// <summary>
/// Saves the records of what exporters wrote.
/// </summary>
public sealed class ExportRuns
{
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly ResourceChanges changes;

    /// <summary>Initializes the service.</summary>
    /// <param name="database">Where records are kept.</param>
    /// <param name="catalog">The registered types.</param>
    /// <param name="changes">Saves them.</param>
    public ExportRuns(IPulpDatabase database, PulpCatalog catalog, ResourceChanges changes)
    {
        this.database = database;
        this.catalog = catalog;
        this.changes = changes;
    }

    /// <summary>Saves the record of a run that wrote everything, and makes it the exporter's last export where its type has that field.</summary>
    /// <typeparam name="T">The record's type.</typeparam>
    /// <param name="context">The task that wrote it: it becomes the record's task, and the record one of the resources it created.</param>
    /// <param name="export">The record, without identifier or with one of its own.</param>
    /// <param name="cancellationToken">Cancels while waiting for the database.</param>
    /// <returns>The record as saved.</returns>
    /// <exception cref="InvalidResourceException">The exporter is gone.</exception>
    /// <exception cref="TransferException">The exporter was changed meanwhile; the same may succeed later.</exception>
    public async Task<T> RecordAsync<T>(TaskContext context, T export, CancellationToken cancellationToken = default)
        where T : Export
    {
        var saved = await database.WriteAsync(session => SaveAsync(session, export with { Task = context.Task.Id, DomainId = context.Task.DomainId }), cancellationToken).ConfigureAwait(false);
        context.AddCreated(catalog.ResourceTypeOf(saved).PrnOf(saved.Id));
        return (T)saved;
    }

    private async ValueTask<Export> SaveAsync(IStoreSession session, Export export)
    {
        var saved = (Export)Require(await changes.CreateAsync(session, await OfPresentAsync(session, export).ConfigureAwait(false), ownerId: null).ConfigureAwait(false));
        var exporter = (Exporter)(await session.Resources.GetAsync(export.Exporter).ConfigureAwait(false))!;
        if (catalog.ResourceTypeOf(exporter).Fields.Any(field => field.Property.Name == nameof(Exporter.LastExport)))
            Require(await changes.UpdateAsync(session, exporter with { LastExport = saved.Id }).ConfigureAwait(false));
        return saved;
    }

    // What was deleted since it was written is not named, as when it is deleted later.
    private static async ValueTask<Export> OfPresentAsync(IStoreSession session, Export export)
    {
        var versions = new List<Guid>();
        foreach (var version in export.RepositoryVersions)
        {
            if (await session.Versions.GetAsync(version).ConfigureAwait(false) is not null)
                versions.Add(version);
        }

        var isPublished = export.Publication is { } publication && await session.Resources.GetAsync(publication).ConfigureAwait(false) is not null;
        return export with { RepositoryVersions = versions, Publication = isPublished ? export.Publication : null };
    }

    private static Resource Require(ChangeOutcome outcome) => outcome switch
    {
        ChangeOutcome.Done done => done.Resource,
        ChangeOutcome.Invalid invalid => throw new InvalidResourceException(invalid.Errors),
        _ => throw new TransferException(TransferFailureReason.Busy, "The exporter was changed while the record of the export was saved."),
    };
}
