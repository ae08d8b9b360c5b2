using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Lists the tags of collections, over all repositories that are distributed and that the caller may see.
/// </summary>
internal sealed class TagEndpoints(GalaxyServices services, SearchScope scope)
{
    public async Task TagsAsync(EndpointRequest request)
    {
        GalaxyReadAccess.RequireLogin(request);
        var page = GalaxyPage.Of(request.Http.Request.Query, RestPaths.TagFilters);
        var collections = new HashSet<(string Tag, string Collection)>();
        foreach (var place in await scope.FindAsync(request, page).ConfigureAwait(false))
        {
            var index = await services.Search.GetAsync(place.Version, request.Cancellation).ConfigureAwait(false);
            collections.UnionWith(index.Entries.Where(index.IsHighest).SelectMany(entry => entry.Unit.Tags.Select(tag => (tag, entry.FullName))));
        }

        var tags = collections.GroupBy(pair => pair.Tag, StringComparer.Ordinal).Where(tag => page["name"] is not { } name || tag.Key == name).OrderBy(tag => tag.Key, StringComparer.Ordinal).ToList();
        await GalaxyAnswers.WriteAsync(request.Http, writer =>
        {
            var address = request.Origin + services.ApiRoot + RestPaths.Tags;
            writer.WriteStartObject();
            writer.WriteNumber("count", tags.Count);
            writer.WriteString("next", page.NextOf(address, tags.Count));
            writer.WriteString("previous", page.PreviousOf(address));
            writer.WriteStartArray("results");
            foreach (var tag in tags.Skip(page.Offset).Take(page.Limit))
            {
                page.Fields.Write(writer, output =>
                {
                    output.WriteStartObject();
                    output.WriteString("name", tag.Key);
                    output.WriteNumber("count", tag.Count());
                    output.WriteEndObject();
                });
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }
}
