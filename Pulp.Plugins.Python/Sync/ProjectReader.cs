using System.Net;
using Pulp.Downloads;
using Pulp.Plugins.Python.Index;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;
using Pulp.Sync;

namespace Pulp.Plugins.Python.Sync;

/// <summary>
/// Reads one project's page and declares what of it the remote takes.
/// </summary>
internal sealed class ProjectReader
{
    private const int LargestMemory = 4096;
    private static readonly SimpleProjectPage Unchanged = new() { ApiVersion = "1.0", Project = new IndexProject { Name = "" } };
    private readonly SyncContext context;
    private readonly PackageFilter filter;
    private readonly IndexLocation index;
    private readonly JsonApi api;
    private readonly PackageDeclaration declaration;
    private readonly RequirementReader? requirements;

    public ProjectReader(SyncContext context, PythonRemote remote, PackageFilter filter, IndexLocation index, UpstreamMarks marks)
    {
        this.context = context;
        this.filter = filter;
        this.index = index;
        api = new JsonApi(context.Upstream, index.Site, context.Skip);
        declaration = new PackageDeclaration(context, remote, marks);
        requirements = filter.FollowsDependencies ? new RequirementReader(context) : null;
    }

    /// <summary>Reads a project: unchanged, or all its units and what to remember.</summary>
    public async Task<ReadProject> ReadAsync(ListedProject project, CancellationToken cancellationToken)
    {
        var name = project.Name;
        var remembered = ProjectMemory.Read(await context.RememberedAsync(name.Normalized, cancellationToken).ConfigureAwait(false));
        var choice = filter.ChoiceOf(name);
        if (remembered?.Choice != choice)
            remembered = null;
        if (project.Serial is { } serial && remembered?.Serial == serial)
            return UnchangedProject();
        var request = new UpstreamRequest
        {
            Uri = index.PageOf(name),
            Accept = IndexLocation.Accept,
            AcceptCompression = true,
            IfNoneMatch = remembered?.ETag,
            IfModifiedSince = remembered?.LastModified,
        };
        var (page, memory) = await context.Upstream.ReceiveAsync(request, ReceiveAsync, cancellationToken).ConfigureAwait(false);
        if (memory is null)
            return page is null ? new ReadProject([], []) : UnchangedProject();

        // Only now, with the page's connection given back: declaring may ask upstream for more.
        var chosen = Choose(name, page!);
        var metadata = chosen.Count == 0 ? null : await api.ReadAsync(name, cancellationToken).ConfigureAwait(false);
        var items = await declaration.DeclareAsync(name, page!.Project, chosen, metadata, cancellationToken).ConfigureAwait(false);
        var needed = requirements is null ? [] : await requirements.ReadAsync(name, chosen, metadata, cancellationToken).ConfigureAwait(false);
        var written = (memory with { Choice = choice, Requirements = requirements is null ? null : needed }).Write();
        return new ReadProject(written.Length <= LargestMemory ? [.. items, new CompletedGroup(name.Normalized, written)] : items, needed);

        ReadProject UnchangedProject() => new([new UnchangedGroup(name.Normalized)], remembered?.Requirements ?? []);

        async Task<(SimpleProjectPage? Page, ProjectMemory? Memory)> ReceiveAsync(UpstreamResponse response, CancellationToken token)
        {
            switch (response.StatusCode)
            {
                case HttpStatusCode.NotModified when remembered is not null:
                    return (Unchanged, null);
                case HttpStatusCode.NotFound or HttpStatusCode.Gone:
                    context.Skip("project is not upstream", name.Value);
                    return (null, null);
            }

            response.EnsureSuccess();
            var read = await ParseAsync(response, name, token).ConfigureAwait(false);
            return (read, new ProjectMemory(response.ETag, response.LastModified, read.Project.LastSerial));
        }
    }

    private IReadOnlyList<ChosenFile> Choose(ProjectName name, SimpleProjectPage page)
    {
        if (page.Skipped > 0)
        {
            foreach (var finding in page.Findings)
                context.Skip("file is wrongly named in the index", finding.Message);
        }

        return filter.Choose(name, page.Project, (reason, what) => context.Skip(reason, what));
    }

    private static async Task<SimpleProjectPage> ParseAsync(UpstreamResponse response, ProjectName name, CancellationToken cancellationToken)
    {
        try
        {
            return await SimpleIndexReader.ReadProjectAsync(response.Body, response.ContentType, response.FinalUri, name, options: null, cancellationToken).ConfigureAwait(false);
        }
        catch (IndexFormatException malformed)
        {
            throw new SyncException($"The page of project '{name.Value}' at {response.FinalUri.GetLeftPart(UriPartial.Path)} cannot be used: {malformed.Message}", malformed);
        }
    }
}
