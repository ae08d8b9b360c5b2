using System.Text.Json;
using Pulp.Documents;
using Pulp.Plugins;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Transfer;

/// <summary>
/// Starts an export of versions as a task.
/// </summary>
internal sealed class StartPulpExport : IResourceAction<PulpExportRequest, PulpTask>
{
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly TransferAccess access;
    private readonly TaskDispatcher tasks;

    public StartPulpExport(IPulpDatabase database, PulpCatalog catalog, TransferAccess access, TaskDispatcher tasks)
    {
        this.access = access;
        this.database = database;
        this.catalog = catalog;
        this.tasks = tasks;
    }

    public async Task<PulpTask> RunAsync(ResourceActionContext context, PulpExportRequest document, CancellationToken cancellationToken)
    {
        var exporter = (PulpExporter)context.Resource!;
        var (export, repositories) = await database.ReadAsync(session => PulpExportChecks.FindAsync(session, exporter, document), cancellationToken).ConfigureAwait(false);
        await access.RequireViewAsync(context.Caller, repositories, cancellationToken).ConfigureAwait(false);
        var arguments = new PulpExportArguments { Exporter = exporter.Id, Export = export, DryRun = document.DryRun, Params = ParamsOf(document) };
        var request = context.RequestTask(PulpExportTask.Name, [context.Type.PrnOf(exporter.Id), .. repositories.Select(repository => $"shared:{catalog.TypeOf(repository).PrnOf(repository.Id)}")]);
        return await tasks.DispatchAsync<PulpExportTask, PulpExportArguments>(request, arguments, cancellationToken).ConfigureAwait(false);
    }

    private static Dictionary<string, JsonElement> ParamsOf(PulpExportRequest document) => JsonSerializer.SerializeToElement(document, DocumentJson.Options)
        .EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null && field.Value.GetRawText() is not ("[]" or "{}"))
        .ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal);
}
