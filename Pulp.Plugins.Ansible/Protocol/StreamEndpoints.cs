using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Serving;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Gives mirrors everything at once: all collections, and all versions with their metadata, written while they are read.
/// </summary>
internal sealed class StreamEndpoints(GalaxyReadAccess access, CollectionReading collections)
{
    private const int CollectionsAtOnce = 200;
    private const int FlushAt = 64 * 1024;

    public Task CollectionsAsync(DistributionRequest request, GalaxyStyle style) => StreamAsync(request, async (source, writer, flushAsync) =>
    {
        var (paths, fields) = (GalaxyReading.PathsOf(request, style), FieldChoice.Of(request.Http.Request.Query));
        var names = await collections.NamesAsync(source.Version, request.Cancellation).ConfigureAwait(false);
        foreach (var part in names.Chunk(CollectionsAtOnce))
        {
            foreach (var collection in await collections.SummariesAsync(source.Version, part, request.Cancellation).ConfigureAwait(false))
                fields.Write(writer, output => GalaxyDocuments.WriteCollection(output, collection, paths));
            await flushAsync().ConfigureAwait(false);
        }
    });

    public Task VersionsAsync(DistributionRequest request, GalaxyStyle style) => StreamAsync(request, async (source, writer, flushAsync) =>
    {
        var (paths, fields) = (GalaxyReading.PathsOf(request, style), FieldChoice.Of(request.Http.Request.Query));
        for (long? cursor = 0; cursor is { } next;)
        {
            (var versions, cursor) = await collections.ScanAsync(source.Version, next, request.Cancellation).ConfigureAwait(false);
            foreach (var version in versions)
            {
                fields.Write(writer, output => GalaxyDocuments.WriteVersion(output, version, paths));
                await flushAsync().ConfigureAwait(false);
            }
        }
    });

    private async Task StreamAsync(DistributionRequest request, Func<ServedSource, Utf8JsonWriter, Func<ValueTask>, Task> write)
    {
        var source = await request.GetSourceAsync().ConfigureAwait(false);
        await access.RequireAsync(request, source).ConfigureAwait(false);
        if (source is null)
            throw new GalaxyException(GalaxyError.NotFound, "The distribution serves nothing: it points to no repository or version.");
        var response = request.Http.Response;
        response.ContentType = GalaxyAnswers.Json;
        response.Headers.XContentTypeOptions = "nosniff";
        if (HttpMethods.IsHead(request.Http.Request.Method))
            return;
        var writer = GalaxyAnswers.CreateWriter(response.BodyWriter.AsStream(leaveOpen: true));
        await using var disposing = writer.ConfigureAwait(false);
        writer.WriteStartArray();
        await write(source, writer, FlushAsync).ConfigureAwait(false);
        writer.WriteEndArray();

        async ValueTask FlushAsync()
        {
            if (writer.BytesPending < FlushAt)
                return;
            await writer.FlushAsync(request.Cancellation).ConfigureAwait(false);
            await response.BodyWriter.FlushAsync(request.Cancellation).ConfigureAwait(false);
        }
    }
}
