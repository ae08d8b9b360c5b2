using Pulp.Plugins;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Transfer;

/// <summary>
/// Takes on a bundle for an importer, and keeps a record of it.
/// </summary>
internal sealed class PulpImportTask : ITaskHandler<PulpImportArguments>
{
    public const string Name = "pulp.imports.pulp";

    private readonly ImportFolders folders;
    private readonly VersionImport import;
    private readonly ResourceChanges changes;
    private readonly PulpCatalog catalog;

    public PulpImportTask(ImportFolders folders, VersionImport import, ResourceChanges changes, PulpCatalog catalog)
    {
        this.folders = folders;
        this.import = import;
        this.changes = changes;
        this.catalog = catalog;
    }

    public async Task<object?> RunAsync(TaskContext context, PulpImportArguments arguments, CancellationToken cancellationToken)
    {
        var imported = await import.RunAsync(context, arguments.Import with { Path = folders.FileOf(arguments.Import.Path) }, cancellationToken).ConfigureAwait(false);
        var record = new PulpImport { Importer = arguments.Importer, Task = context.Task.Id, Params = arguments.Params, DomainId = context.Task.DomainId };
        // It is done: a record that is not saved, for the importer is gone, does not undo it.
        if (await changes.CreateAsync(record, ownerId: null, CancellationToken.None).ConfigureAwait(false) is ChangeOutcome.Done { Resource: var saved })
            context.AddCreated(catalog.ResourceTypeOf(saved).PrnOf(saved.Id));
        return imported;
    }
}
