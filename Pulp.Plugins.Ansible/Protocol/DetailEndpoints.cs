using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Details;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Serving;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Shows what is read from a collection's own file: a version with its contents, manifest and list of files; and its documentation.
/// </summary>
internal sealed class DetailEndpoints(GalaxyReading reading, GalaxyReadAccess access, GalaxyServices services)
{
    private readonly CollectionReading collections = services.Collections;
    private readonly CollectionDetails details = services.Details;
    private readonly IPulpDatabase database = services.Database;

    public Task VersionAsync(DistributionRequest request, GalaxyStyle style)
    {
        var (name, version) = GalaxyReading.VersionOf(request);
        var fields = FieldChoice.Of(request.Http.Request.Query);
        return reading.AnswerAsync(
            request,
            style,
            $"version {name} {version}{fields.Key}",
            async (source, paths, cancellationToken) =>
            {
                var moment = database.FileChanges.Moment;
                if (await collections.FindAsync(source.Version, name, version, cancellationToken).ConfigureAwait(false) is not { } found)
                    return null;
                var contents = await details.ReadAsync(found.Unit, DetailPart.Contents, cancellationToken).ConfigureAwait(false);

                // Before the collection's file is here none of them is known.
                var manifest = contents is null ? null : await details.ReadAsync(found.Unit, DetailPart.Manifest, cancellationToken).ConfigureAwait(false);
                var files = contents is null ? null : await details.ReadAsync(found.Unit, DetailPart.Files, cancellationToken).ConfigureAwait(false);
                return new GalaxyDocument(Write, contents is null || manifest is null || files is null ? new FilesAsOf(found.Unit.StoreKey, moment) : null);

                void Write(Utf8JsonWriter writer) => fields.Write(writer, output => GalaxyDocuments.WriteVersion(output, found, paths, contents is null ? null : () => output.WriteRawValue(contents), () =>
                {
                    WritePart(output, "manifest", manifest);
                    WritePart(output, "files", files);
                }));
            },
            CollectionEndpoints.Missing(name, version),
            name);
    }

    /// <summary>Gives the documentation as it is read: it is large, and few ask for it.</summary>
    public async Task DocsAsync(DistributionRequest request, GalaxyStyle style)
    {
        var (name, version) = GalaxyReading.VersionOf(request);
        var source = await request.GetSourceAsync().ConfigureAwait(false);
        await access.RequireAsync(request, source).ConfigureAwait(false);
        if (source is null || await collections.FindAsync(source.Version, name, version, request.Cancellation).ConfigureAwait(false) is not { } found)
            throw new GalaxyException(GalaxyError.NotFound, CollectionEndpoints.Missing(name, version));
        var stream = await details.OpenAsync(found.Unit, DetailPart.DocsBlob, request.Cancellation).ConfigureAwait(false) ?? await FetchAsync(request, source, found.Unit).ConfigureAwait(false);
        await using var disposing = stream.ConfigureAwait(false);
        if (await services.Fragments.FindAsync(source.Version, found.Unit, request.Cancellation).ConfigureAwait(false) is not null)
        {
            await ExtendAsync(request, style, name, version).ConfigureAwait(false);
            return;
        }

        var response = request.Http.Response;
        var (start, end) = ("{\"docs_blob\":"u8.ToArray(), "}"u8.ToArray());
        response.ContentType = GalaxyAnswers.Json;
        response.ContentLength = start.Length + stream.Length + end.Length;
        response.Headers.XContentTypeOptions = "nosniff";
        if (HttpMethods.IsHead(request.Http.Request.Method))
            return;
        await response.Body.WriteAsync(start, request.Cancellation).ConfigureAwait(false);
        await stream.CopyToAsync(response.Body, request.Cancellation).ConfigureAwait(false);
        await response.Body.WriteAsync(end, request.Cancellation).ConfigureAwait(false);
    }

    // With fragments of other collections it is what this repository makes of it, and worth keeping.
    private Task ExtendAsync(DistributionRequest request, GalaxyStyle style, CollectionName name, string version) => reading.AnswerAsync(
        request,
        style,
        $"docs {name} {version}",
        async (source, _, cancellationToken) =>
        {
            var moment = database.FileChanges.Moment;
            if (await collections.FindAsync(source.Version, name, version, cancellationToken).ConfigureAwait(false) is not { } found
                || await details.ReadAsync(found.Unit, DetailPart.DocsBlob, cancellationToken).ConfigureAwait(false) is not { } docs)
                return null;
            var fragments = await services.Fragments.FindAsync(source.Version, found.Unit, cancellationToken).ConfigureAwait(false);
            var extended = fragments?.ApplyTo(docs) ?? docs;
            return new GalaxyDocument(
                writer =>
                {
                    writer.WriteStartObject();
                    WritePart(writer, "docs_blob", extended);
                    writer.WriteEndObject();
                },
                fragments?.Promised is { } promised ? new FilesAsOf(promised, moment) : null);
        },
        CollectionEndpoints.Missing(name, version));

    // Upstream knows the documentation, or else it is in the file: who may download that, may have either fetched.
    private async Task<Stream> FetchAsync(DistributionRequest request, ServedSource source, CollectionVersion unit)
    {
        await access.RequireAsync(request, source, isDownload: true).ConfigureAwait(false);
        var failure = await services.Docs.FetchAsync(unit, request.Cancellation).ConfigureAwait(false) ? null : await services.Archives.FetchAsync(unit, request.Cancellation).ConfigureAwait(false);
        return await details.OpenAsync(unit, DetailPart.DocsBlob, request.Cancellation).ConfigureAwait(false)
            ?? throw new GalaxyException(
                failure is null ? GalaxyError.NotFound : DownloadEndpoints.ErrorOf(failure.Last ?? failure),
                $"Upstream does not tell the documentation, and the collection's file, which has it, is not here: {failure?.Reason ?? "it is no collection, or is not kept."}");
    }

    private static void WritePart(Utf8JsonWriter writer, string name, byte[]? part)
    {
        writer.WritePropertyName(name);
        if (part is null)
            writer.WriteNullValue();
        else
            writer.WriteRawValue(part);
    }
}
