using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Transfer;

/// <summary>
/// Exports versions to the folder of an exporter, and keeps a record of it.
/// </summary>
internal sealed class PulpExportTask : ITaskHandler<PulpExportArguments>
{
    public const string Name = "pulp.exports.pulp";

    private readonly IPulpDatabase database;
    private readonly ExportFolders folders;
    private readonly VersionExport export;
    private readonly ExportRuns runs;

    public PulpExportTask(IPulpDatabase database, ExportFolders folders, VersionExport export, ExportRuns runs)
    {
        this.database = database;
        this.folders = folders;
        this.export = export;
        this.runs = runs;
    }

    public async Task<object?> RunAsync(TaskContext context, PulpExportArguments arguments, CancellationToken cancellationToken)
    {
        var exporter = await database.ReadAsync(session => session.Resources.GetAsync(arguments.Exporter), cancellationToken).ConfigureAwait(false) as PulpExporter
            ?? throw new TransferException(TransferFailureReason.Refused, "There is no such exporter any more.");
        var folder = folders.FolderOf(exporter);
        if (arguments.DryRun)
            return await export.EstimateAsync(arguments.Export, cancellationToken).ConfigureAwait(false);
        var written = await export.RunAsync(context, arguments.Export with { Folder = folder }, cancellationToken).ConfigureAwait(false);
        var record = new PulpExport
        {
            Id = written.Id,
            Exporter = exporter.Id,
            RepositoryVersions = arguments.Export.Versions,
            Params = arguments.Params,
            OutputFileInfo = written.Files.ToDictionary(file => file.Path, file => file.Sha256, StringComparer.Ordinal),
            TocInfo = new Dictionary<string, string> { ["file"] = written.TableOfContents.Path, ["sha256"] = written.TableOfContents.Sha256 },
        };
        // It is written: a record that is not saved would hide that.
        await runs.RecordAsync(context, record, CancellationToken.None).ConfigureAwait(false);
        return written;
    }
}
