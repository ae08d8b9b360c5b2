using System.Text.Json;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Naming;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Answers those who look for collections: the index, a collection, its versions, one of them.
/// </summary>
internal sealed class CollectionEndpoints(GalaxyReading reading, CollectionReading collections)
{
    private static readonly string[] IndexFilters = ["namespace", "name", "deprecated"];

    public Task IndexAsync(DistributionRequest request, GalaxyStyle style)
    {
        var page = GalaxyPage.Of(request.Http.Request.Query, IndexFilters);
        return reading.AnswerAsync(
            request,
            style,
            $"index {page.Key}",
            async (source, paths, cancellationToken) =>
            {
                var names = await collections.NamesAsync(source.Version, cancellationToken).ConfigureAwait(false);
                if (page["namespace"] is { } ns)
                    names = [.. names.Where(name => name.Namespace == ns)];
                if (page["name"] is { } wanted)
                    names = [.. names.Where(name => name.Name == wanted)];
                if (page["deprecated"] is { } deprecated && bool.TryParse(deprecated, out var isDeprecated))
                {
                    var marked = (await collections.DeprecatedAsync(source.Version, cancellationToken).ConfigureAwait(false)).ToHashSet();
                    names = [.. names.Where(name => marked.Contains(name) == isDeprecated)];
                }

                var summaries = await collections.SummariesAsync(source.Version, names.Skip(page.Offset).Take(page.Limit), cancellationToken).ConfigureAwait(false);
                return new GalaxyDocument(
                    writer => page.Write(writer, paths.Index, names.Count, summaries, (output, collection) => GalaxyDocuments.WriteCollection(output, collection, paths)),
                    IsOutdated: () => collections.HaveMoreDownloads(summaries));
            },
            "");
    }

    public Task CollectionAsync(DistributionRequest request, GalaxyStyle style)
    {
        var (name, fields) = (GalaxyReading.NameOf(request), FieldChoice.Of(request.Http.Request.Query));
        return reading.AnswerAsync(
            request,
            style,
            $"collection {name}{fields.Key}",
            async (source, paths, cancellationToken) => await collections.SummariesAsync(source.Version, [name], cancellationToken).ConfigureAwait(false) is [var collection] found
                ? new GalaxyDocument(writer => fields.Write(writer, output => GalaxyDocuments.WriteCollection(output, collection, paths)), IsOutdated: () => collections.HaveMoreDownloads(found))
                : null,
            Missing(name),
            name);
    }

    public Task VersionsAsync(DistributionRequest request, GalaxyStyle style)
    {
        var name = GalaxyReading.NameOf(request);
        var page = GalaxyPage.Of(request.Http.Request.Query);
        return reading.AnswerAsync(
            request,
            style,
            $"versions {name} {page.Key}",
            async (source, paths, cancellationToken) =>
            {
                var versions = await collections.VersionsAsync(source.Version, name, cancellationToken).ConfigureAwait(false);
                if (versions.Count == 0)
                    return null;
                var shown = await collections.DescribeAsync(source.Version, [.. versions.Skip(page.Offset).Take(page.Limit)], cancellationToken).ConfigureAwait(false);
                return writer => page.Write(writer, paths.Versions(name), versions.Count, shown, (output, version) => GalaxyDocuments.WriteVersionItem(output, version, paths));
            },
            Missing(name),
            name);
    }

    /// <summary>Lists what mirrors are to leave out: nothing, here.</summary>
    public Task ExcludesAsync(DistributionRequest request, GalaxyStyle style) => reading.AnswerAsync(
        request,
        style,
        "excludes",
        static (_, _, _) => new((Utf8JsonWriter writer) =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("collections");
            writer.WriteEndArray();
            writer.WriteEndObject();
        }),
        "");

    public static string Missing(CollectionName name) => $"There is no collection '{name}' in this repository.";

    public static string Missing(CollectionName name, string version) => $"There is no version {version} of the collection '{name}' in this repository.";
}
