using System.Buffers;
using Pulp.Plugins.Python.Index;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;
using Pulp.Transfer;

namespace Pulp.Plugins.Python.Protocol;

/// <summary>
/// Writes the simple index of an exported publication in HTML (PEP 503), whose links are relative: it works below any address, <c>file://</c> among them.
/// </summary>
/// <remarks>There is no link to provenance, which must be a whole URL (PEP 740), and no JSON, which a client and a server would have to agree about.</remarks>
internal sealed class StaticIndex : IExportPages
{
    private static readonly IndexLinks Links = new("../../", IndexUrl: "");
    private static readonly Dictionary<string, PackageProvenance> NoProvenances = [];
    private readonly ProjectPages projects;

    public StaticIndex(ProjectPages projects) => this.projects = projects;

    public async Task WriteAsync(ExportPages pages, CancellationToken cancellationToken)
    {
        var names = await projects.NamesAsync(pages.Version, cancellationToken).ConfigureAwait(false);
        var page = new ArrayBufferWriter<byte>();
        SimpleHtmlWriter.WriteRoot(page, names.Select(name => new IndexRootEntry(name)));
        await pages.AddAsync("simple/index.html", page.WrittenMemory, cancellationToken).ConfigureAwait(false);
        foreach (var name in names.Select(ProjectName.Parse))
        {
            var units = await projects.UnitsAsync(pages.Version, name, cancellationToken).ConfigureAwait(false);
            page.ResetWrittenCount();
            SimpleHtmlWriter.WriteProject(page, ProjectPages.ProjectOf(name, units with { Provenances = NoProvenances }, Links));
            await pages.AddAsync($"simple/{name.Normalized}/index.html", page.WrittenMemory, cancellationToken).ConfigureAwait(false);
        }
    }
}
