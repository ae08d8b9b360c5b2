using System.Text.Json;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Lists the tags of the collections that the caller may see, with how many collections have each: part of Pulp's own API.
/// </summary>
internal sealed class TagEndpoints(GalaxyServices services, SearchScope scope)
{
    public string Path => services.ApiRoot + "pulp_ansible/tags/";

    public async Task ListAsync(EndpointRequest request)
    {
        GalaxyReadAccess.RequireLogin(request);
        var page = GalaxyPage.Of(request.Http.Request.Query, "name");
        var collections = new HashSet<(string Tag, string Collection)>();
        foreach (var (_, version) in await scope.FindAsync(request, page).ConfigureAwait(false))
        {
            var index = await services.Search.GetAsync(version, request.Cancellation).ConfigureAwait(false);
            collections.UnionWith(index.Entries.Where(index.IsHighest).SelectMany(entry => entry.Unit.Tags.Select(tag => (tag, entry.FullName))));
        }

        var tags = collections.GroupBy(pair => pair.Tag, StringComparer.Ordinal).Where(tag => page["name"] is not { } name || tag.Key == name).OrderBy(tag => tag.Key, StringComparer.Ordinal).ToList();
        await GalaxyAnswers.WriteAsync(request.Http, writer => Write(writer, page, request.Origin + Path, tags.Count, tags.Skip(page.Offset).Take(page.Limit))).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter writer, GalaxyPage page, string address, int count, IEnumerable<IGrouping<string, (string Tag, string Collection)>> tags)
    {
        writer.WriteStartObject();
        writer.WriteNumber("count", count);
        writer.WriteString("next", page.NextOf(address, count));
        writer.WriteString("previous", page.PreviousOf(address));
        writer.WriteStartArray("results");
        foreach (var tag in tags)
        {
            writer.WriteStartObject();
            writer.WriteString("name", tag.Key);
            writer.WriteNumber("count", tag.Count());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
