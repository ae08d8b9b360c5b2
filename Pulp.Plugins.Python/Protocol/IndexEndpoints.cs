using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Python.Index;
using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Protocol;

/// <summary>
/// Answers what installers ask an index.
/// </summary>
internal sealed class IndexEndpoints
{
    private const string Json = "application/json";
    private const string Integrity = "application/vnd.pypi.integrity.v1+json";

    // There are no serials here; mirroring clients want a number all the same.
    private static readonly KeyValuePair<string, string>[] Headers = [new("X-PyPI-Last-Serial", "1000000000")];
    private readonly ProjectPages pages;
    private readonly ProjectReading projects;
    private readonly string contentPrefix;

    public IndexEndpoints(ProjectPages pages, ProjectReading projects, string contentPrefix)
    {
        this.pages = pages;
        this.projects = projects;
        this.contentPrefix = contentPrefix;
    }

    public async Task SummaryAsync(DistributionRequest request)
    {
        var answered = await request.AnswerCachedAsync("summary", Json, async (source, cancellationToken) =>
        {
            var (projectCount, releases, files) = await pages.CountAsync(source.Version, cancellationToken).ConfigureAwait(false);
            return JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, int> { ["projects"] = projectCount, ["releases"] = releases, ["files"] = files });
        }).ConfigureAwait(false);
        await RequireAsync(request, answered, "The index is empty: its distribution points to no repository, version or publication.").ConfigureAwait(false);
    }

    public async Task RootAsync(DistributionRequest request)
    {
        var format = FormatOf(request);
        var answered = await request.AnswerCachedAsync(
            $"simple {format}",
            ContentTypeOf(format),
            async (source, cancellationToken) =>
            {
                var names = await pages.NamesAsync(source.Version, cancellationToken).ConfigureAwait(false);
                return Write(output => WriteRoot(output, format, names.Select(name => new IndexRootEntry(name))));
            },
            Headers).ConfigureAwait(false);
        await RequireAsync(request, answered, "The projects cannot be listed: the distribution points to no repository, version or publication.").ConfigureAwait(false);
    }

    public async Task ProjectAsync(DistributionRequest request)
    {
        if (!ProjectName.TryParse(request["name"], out var name))
        {
            await RequireAsync(request, answered: false, $"'{request["name"]}' is no project name.").ConfigureAwait(false);
            return;
        }

        var format = FormatOf(request);
        var links = LinksOf(request);
        if (request.Distribution!.Remote is not null)
        {
            await SendMergedAsync(request, name, format, links).ConfigureAwait(false);
            return;
        }

        var answered = await request.AnswerCachedAsync(
            $"simple/{name.Normalized} {format}",
            ContentTypeOf(format),
            async (source, cancellationToken) => await pages.ReadAsync(source.Version, name, links, cancellationToken).ConfigureAwait(false) is { } project ? Write(format, project) : null,
            Headers).ConfigureAwait(false);
        await RequireAsync(request, answered, NotFound(name)).ConfigureAwait(false);
    }

    public async Task MetadataAsync(DistributionRequest request)
    {
        var links = LinksOf(request);
        var version = request["version"];
        var answered = ProjectName.TryParse(request["name"], out var name) && await request.AnswerCachedAsync(
            $"json/{name.Normalized}/{version}",
            Json,
            async (source, cancellationToken) =>
            {
                var units = await pages.UnitsAsync(source.Version, name, cancellationToken).ConfigureAwait(false);
                return LegacyDocuments.Create(name, units, version.Length == 0 ? null : version, links) is { } document
                    ? Write(output => LegacyJsonWriter.Write(output, document, withReleases: version.Length == 0))
                    : null;
            },
            Headers).ConfigureAwait(false);
        await RequireAsync(request, answered, $"There is no release {version} of a project '{request["name"]}'.").ConfigureAwait(false);
    }

    public async Task ProvenanceAsync(DistributionRequest request)
    {
        var (version, filename) = (request["version"], request["filename"]);
        var answered = ProjectName.TryParse(request["name"], out var name) && await request.AnswerCachedAsync(
            $"provenance/{name.Normalized}/{version}/{filename}",
            Integrity,
            async (source, cancellationToken) =>
            {
                var units = await pages.UnitsAsync(source.Version, name, cancellationToken).ConfigureAwait(false);
                var package = units.Packages.FirstOrDefault(unit => unit.Filename == filename && DistributionReader.SameVersion(unit.Version, version));
                return package is not null && units.Provenances.TryGetValue(package.Sha256, out var provenance)
                    ? JsonSerializer.SerializeToUtf8Bytes(provenance.Provenance)
                    : null;
            }).ConfigureAwait(false);
        await RequireAsync(request, answered, $"There is no provenance of '{filename}'.").ConfigureAwait(false);
    }

    private static async Task RequireAsync(DistributionRequest request, bool answered, string reason)
    {
        if (!answered)
            await TextAnswers.RefuseAsync(request.Http, StatusCodes.Status404NotFound, reason).ConfigureAwait(false);
    }

    private static SimpleApiFormat FormatOf(DistributionRequest request) =>
        SimpleApiNegotiation.Choose(request.Http.Request.Headers.Accept.ToString(), request.Http.Request.Query["format"].ToString());

    private static string ContentTypeOf(SimpleApiFormat format) =>
        format == SimpleApiFormat.Html ? "text/html; charset=utf-8" : SimpleApiNegotiation.ContentTypeOf(format);

    private static string NotFound(ProjectName name) => $"There is no project '{name.Value}' in this index.";

    private static void WriteRoot(IBufferWriter<byte> output, SimpleApiFormat format, IEnumerable<IndexRootEntry> names)
    {
        if (format == SimpleApiFormat.JsonV1)
            SimpleJsonWriter.WriteRoot(output, names);
        else
            SimpleHtmlWriter.WriteRoot(output, names);
    }

    private static byte[] Write(SimpleApiFormat format, IndexProject project) => Write(output =>
    {
        if (format == SimpleApiFormat.JsonV1)
            SimpleJsonWriter.WriteProject(output, project);
        else
            SimpleHtmlWriter.WriteProject(output, project);
    });

    // Copied, because what is kept should not hold the writer's spare room.
    private static byte[] Write(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }

    private IndexLinks LinksOf(DistributionRequest request) => IndexLinks.Of(request.Origin, contentPrefix, request.BasePath);

    // Depends on upstream, so nothing of it is kept here beyond upstream's page.
    private async Task SendMergedAsync(DistributionRequest request, ProjectName name, SimpleApiFormat format, IndexLinks links)
    {
        var source = await request.GetSourceAsync().ConfigureAwait(false);
        var (project, failure) = await projects.ReadAsync(request.Distribution!, source?.Version, name, links, request.Cancellation).ConfigureAwait(false);
        if (project is not null)
            await TextAnswers.SendPageAsync(request.Http, Write(format, project), ContentTypeOf(format), Headers).ConfigureAwait(false);
        else if (failure is not null)
            await TextAnswers.RefuseAsync(request.Http, StatusCodes.Status502BadGateway, $"Whether there is a project '{name.Value}' cannot be told: {failure.Message}").ConfigureAwait(false);
        else
            await RequireAsync(request, answered: false, NotFound(name)).ConfigureAwait(false);
    }
}
