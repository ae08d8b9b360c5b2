using System.Net;
using System.Text.Json;
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
    private static readonly SimpleProjectPage Unchanged = new() { ApiVersion = "1.0", Project = new IndexProject { Name = "" } };
    private readonly SyncContext context;
    private readonly PackageFilter filter;
    private readonly IndexLocation index;
    private readonly PackageDeclaration declaration;

    public ProjectReader(SyncContext context, PythonRemote remote, PackageFilter filter, IndexLocation index)
    {
        this.context = context;
        this.filter = filter;
        this.index = index;
        declaration = new PackageDeclaration(context, remote);
    }

    /// <summary>Reads a project: unchanged, or all its units and what to remember.</summary>
    public async Task<IReadOnlyList<SyncItem>> ReadAsync(ProjectName name, CancellationToken cancellationToken)
    {
        var remembered = Validators.Read(await context.RememberedAsync(name.Normalized, cancellationToken).ConfigureAwait(false));
        var request = new UpstreamRequest
        {
            Uri = index.PageOf(name),
            Accept = IndexLocation.Accept,
            AcceptCompression = true,
            IfNoneMatch = remembered?.ETag,
            IfModifiedSince = remembered?.LastModified,
        };
        var (page, validators) = await context.Upstream.ReceiveAsync(request, ReceiveAsync, cancellationToken).ConfigureAwait(false);
        if (validators is null)
            return page is null ? [] : [new UnchangedGroup(name.Normalized)];

        // Only now, with the page's connection given back: declaring may ask upstream for more.
        if (page!.Skipped > 0)
        {
            foreach (var finding in page.Findings)
                context.Skip("file without safe name or http(s) URL", finding.ToString());
        }

        var items = await declaration.DeclareAsync(name, page.Project, filter.Choose(name, page.Project, (reason, what) => context.Skip(reason, what)), cancellationToken).ConfigureAwait(false);
        return [.. items, new CompletedGroup(name.Normalized, validators.Write())];

        async Task<(SimpleProjectPage? Page, Validators? Validators)> ReceiveAsync(UpstreamResponse response, CancellationToken token)
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
            return (await ParseAsync(response, name, token).ConfigureAwait(false), new Validators(response.ETag, response.LastModified));
        }
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

    /// <summary>Represents what a conditional request needs.</summary>
    private sealed record Validators(string? ETag, DateTimeOffset? LastModified)
    {
        public static Validators? Read(byte[]? memory) => memory is null ? null : JsonSerializer.Deserialize<Validators>(memory);

        public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this);
    }
}
