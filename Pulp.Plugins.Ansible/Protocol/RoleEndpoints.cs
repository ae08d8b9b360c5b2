using System.Text.Json;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Answers ansible-galaxy's questions for roles: version 1 of the API.
/// </summary>
internal sealed class RoleEndpoints(GalaxyReading reading, RoleReading roles, string contentPrefix)
{
    private const int MaximumText = 512;

    public Task RolesAsync(DistributionRequest request, GalaxyStyle style)
    {
        var query = request.Http.Request.Query;
        var owner = query["owner__username"].ToString() is { Length: > 0 } username ? username : query["namespace__name"].ToString();
        var name = query["name"].ToString();
        if (owner.Length > MaximumText || name.Length > MaximumText)
            throw new GalaxyException(GalaxyError.Invalid, "The name is too long.");
        return reading.AnswerAsync(
            request,
            style,
            $"roles {owner}\n{name}",
            async (source, _, cancellationToken) =>
            {
                var names = await roles.NamesAsync(source.Version, cancellationToken).ConfigureAwait(false);
                var found = names.Where(role => (owner.Length == 0 || role.Namespace == owner) && (name.Length == 0 || role.Name == name)).ToList();
                return writer => WriteList(writer, found, role =>
                {
                    writer.WriteString("id", $"{role.Namespace}.{role.Name}");
                    writer.WriteString("name", role.Name);
                    writer.WriteString("namespace", role.Namespace);
                });
            },
            "");
    }

    public Task SearchAsync(DistributionRequest request, GalaxyStyle style)
    {
        var query = request.Http.Request.Query;
        var (words, owner) = (query["autocomplete"].ToString(), query["username_autocomplete"].ToString());

        // Of platforms and tags of roles nothing is known here.
        var isUnknown = query["tags_autocomplete"].Count > 0 || query["platforms_autocomplete"].Count > 0;
        if (owner.Length > MaximumText || words.Length > MaximumText)
            throw new GalaxyException(GalaxyError.Invalid, "The search is too long.");
        return reading.AnswerAsync(
            request,
            style,
            $"search roles {isUnknown} {owner}\n{words}",
            async (source, _, cancellationToken) =>
            {
                var wanted = words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                var names = isUnknown ? [] : await roles.NamesAsync(source.Version, cancellationToken).ConfigureAwait(false);
                var found = names.Where(role => role.Namespace.StartsWith(owner, StringComparison.OrdinalIgnoreCase) && Array.TrueForAll(wanted, word => $"{role.Namespace}.{role.Name}".Contains(word, StringComparison.OrdinalIgnoreCase))).ToList();
                return writer => WriteList(writer, found, role =>
                {
                    writer.WriteString("id", $"{role.Namespace}.{role.Name}");
                    writer.WriteString("name", role.Name);
                    writer.WriteString("username", role.Namespace);
                    writer.WriteString("description", "");
                });
            },
            "");
    }

    public Task VersionsAsync(DistributionRequest request, GalaxyStyle style)
    {
        var id = request["id"];
        var files = $"{request.Origin}{contentPrefix}{request.BasePath}/";
        return reading.AnswerAsync(
            request,
            style,
            $"role {id}",
            async (source, _, cancellationToken) => await roles.VersionsAsync(source.Version, id, cancellationToken).ConfigureAwait(false) is { Count: > 0 } versions
                ? writer => WriteList(writer, versions, version =>
                {
                    writer.WriteString("name", version.Version);
                    writer.WriteString("source", files + version.FileName());
                })
                : null,
            $"There is no role '{id}' in this repository.");
    }

    // All at once: roles have few versions, and clients read further pages only where there are some.
    private static void WriteList<T>(Utf8JsonWriter writer, IReadOnlyList<T> items, Action<T> write)
    {
        writer.WriteStartObject();
        writer.WriteNumber("count", items.Count);
        writer.WriteNull("next");
        writer.WriteNull("next_link");
        writer.WriteNull("previous");
        writer.WriteNull("previous_link");
        writer.WriteStartArray("results");
        foreach (var item in items)
        {
            writer.WriteStartObject();
            write(item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
