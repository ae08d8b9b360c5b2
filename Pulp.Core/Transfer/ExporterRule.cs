using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Transfer;

/// <summary>
/// Lets an exporter write only where the administrator allows it, and name only an export of its own as its last.
/// </summary>
internal sealed class ExporterRule : IResourceRule
{
    private readonly ExportFolders folders;

    public ExporterRule(ExportFolders folders) => this.folders = folders;

    public async ValueTask CheckAsync(IStoreSession session, Resource resource, Resource? previous, FieldErrors errors)
    {
        if (resource is not Exporter exporter)
            return;
        var before = previous as Exporter;
        if (exporter.Path != before?.Path && folders.Problem(exporter) is { } problem)
            errors.Add("path", problem);
        if (exporter.LastExport is { } last && last != before?.LastExport
            && (await session.Resources.GetAsync(last).ConfigureAwait(false) is not Export export || export.Exporter != exporter.Id))
        {
            errors.Add("last_export", "The export is not one of this exporter.");
        }
    }
}
