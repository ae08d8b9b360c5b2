using System.Text.Json;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Lists what collection versions have in common, over all repositories that are distributed and that the caller may see: tags and collections.
/// </summary>
internal sealed class GroupedEndpoints(GalaxyServices services, SearchScope scope)
{
    public async Task TagsAsync(EndpointRequest request)
    {
        var page = PageOf(request, RestPaths.TagFilters);
        var collections = new HashSet<(string Tag, string Collection)>();
        await foreach (var entries in HighestAsync(request, page).ConfigureAwait(false))
            collections.UnionWith(entries.SelectMany(entry => entry.Unit.Tags.Select(tag => (tag, entry.FullName))));
        var tags = collections.GroupBy(pair => pair.Tag, StringComparer.Ordinal).Where(tag => page["name"] is not { } name || tag.Key == name).OrderBy(tag => tag.Key, StringComparer.Ordinal).ToList();
        await WriteAsync(request, page, RestPaths.Tags, tags, static (writer, tag) =>
        {
            writer.WriteString("name", tag.Key);
            writer.WriteNumber("count", tag.Count());
        }).ConfigureAwait(false);
    }

    public async Task CollectionsAsync(EndpointRequest request)
    {
        var page = PageOf(request, RestPaths.CollectionFilters);
        var found = new SortedSet<(string Namespace, string Name)>();
        await foreach (var entries in HighestAsync(request, page).ConfigureAwait(false))
            found.UnionWith(entries.Select(entry => (entry.Unit.Namespace, entry.Unit.Name)));
        var collections = found.Where(pair => (page["namespace"] ?? pair.Namespace) == pair.Namespace && (page["name"] ?? pair.Name) == pair.Name).ToList();
        await WriteAsync(request, page, RestPaths.Collections, collections, static (writer, collection) =>
        {
            writer.WriteString("namespace", collection.Namespace);
            writer.WriteString("name", collection.Name);
        }).ConfigureAwait(false);
    }

    private static GalaxyPage PageOf(EndpointRequest request, string[] filters)
    {
        GalaxyReadAccess.RequireLogin(request);
        return GalaxyPage.Of(request.Http.Request.Query, filters);
    }

    private async IAsyncEnumerable<IEnumerable<Search.SearchEntry>> HighestAsync(EndpointRequest request, GalaxyPage page)
    {
        foreach (var (_, version) in await scope.FindAsync(request, page).ConfigureAwait(false))
        {
            var index = await services.Search.GetAsync(version, request.Cancellation).ConfigureAwait(false);
            yield return index.Entries.Where(index.IsHighest);
        }
    }

    private Task WriteAsync<T>(EndpointRequest request, GalaxyPage page, string path, List<T> rows, Action<Utf8JsonWriter, T> write) => GalaxyAnswers.WriteAsync(request.Http, writer =>
    {
        var address = request.Origin + services.ApiRoot + path;
        writer.WriteStartObject();
        writer.WriteNumber("count", rows.Count);
        writer.WriteString("next", page.NextOf(address, rows.Count));
        writer.WriteString("previous", page.PreviousOf(address));
        writer.WriteStartArray("results");
        foreach (var row in rows.Skip(page.Offset).Take(page.Limit))
        {
            writer.WriteStartObject();
            write(writer, row);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
