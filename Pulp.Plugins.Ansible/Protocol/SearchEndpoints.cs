using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Plugins.Ansible.Search;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Searches collections in all repositories that the caller may see.
/// </summary>
internal sealed class SearchEndpoints(SearchIndexes indexes, SearchScope scope, NamespaceReading namespaces)
{
    private static readonly string[] Filters =
    [
        "q", "keywords", "tags", "namespace", "name", "version", "version_range", "dependency", "is_highest", "highest", "is_deprecated", "deprecated", "is_signed", "signed",
        "repository", "repository_name", "repository_label", "distribution", "distribution_base_path", "order_by",
    ];

    public async Task SearchAsync(EndpointRequest request, GalaxyStyle style)
    {
        var page = GalaxyPage.Of(request.Http.Request.Query, Filters);
        var (query, order) = (QueryOf(page), OrderOf(page["order_by"]));
        var repositories = await scope.FindAsync(request, page).ConfigureAwait(false);
        var found = new List<(SearchIndex Index, SearchEntry Entry)>();
        foreach (var (_, version) in repositories)
        {
            var index = await indexes.GetAsync(version, request.Cancellation).ConfigureAwait(false);
            found.AddRange(query.In(index).Select(entry => (index, entry)));
        }

        var ordered = order is null ? found : SearchOrder.Apply(found, order);
        var shown = ordered.Skip(page.Offset).Take(page.Limit).ToList();
        var metadata = new Dictionary<(Guid, string), AnsibleNamespaceMetadata?>();
        foreach (var (index, entry) in shown)
        {
            if (!metadata.ContainsKey((index.Version.Id, entry.Unit.Namespace)))
                metadata[(index.Version.Id, entry.Unit.Namespace)] = await namespaces.ReadAsync(index.Version, [entry.Unit.Namespace], request.Cancellation).ConfigureAwait(false) is [var said] ? said : null;
        }

        var names = repositories.ToDictionary(pair => pair.Version.Id, pair => pair.Repository);
        await GalaxyAnswers.WriteAsync(request.Http, writer => page.Write(
            writer, style.Plugin + "search/collection-versions/", found.Count, shown,
            pair => Write(writer, names[pair.Index.Version.Id], pair.Index, pair.Entry, metadata[(pair.Index.Version.Id, pair.Entry.Unit.Namespace)]))).ConfigureAwait(false);
    }

    /// <summary>Answers who asks that the index be made anew: it follows the repositories by itself.</summary>
    public static Task RebuildAsync(EndpointRequest request)
    {
        GalaxyReadAccess.RequireLogin(request);
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static SearchQuery QueryOf(GalaxyPage page)
    {
        VersionRange? range = null;
        if (page["version_range"] is { } text && !VersionRange.TryParse(text, out range))
            throw new GalaxyException(GalaxyError.Invalid, $"'{text}' is no range of versions, for example >=1.0.0,<2.0.0.") { Parameter = "version_range" };
        return new SearchQuery
        {
            Words = SearchQuery.WordsOf(page["q"], page["keywords"]),
            Tags = page["tags"]?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
            Namespace = page["namespace"],
            Name = page["name"],
            Version = page["version"],
            Range = range,
            Dependency = page["dependency"],
            IsHighest = FlagOf(page, "is_highest") ?? FlagOf(page, "highest"),
            IsDeprecated = FlagOf(page, "is_deprecated") ?? FlagOf(page, "deprecated"),
            IsSigned = FlagOf(page, "is_signed") ?? FlagOf(page, "signed"),
        };
    }

    private static bool? FlagOf(GalaxyPage page, string filter) => page[filter]?.ToLowerInvariant() switch
    {
        null => null,
        "true" or "1" or "yes" => true,
        "false" or "0" or "no" => false,
        _ => throw new GalaxyException(GalaxyError.Invalid, "The value must be true or false.") { Parameter = filter },
    };

    private static string? OrderOf(string? order)
    {
        if (order is not null && !SearchOrder.Names.Contains(order.TrimStart('-')))
            throw new GalaxyException(GalaxyError.Invalid, $"The order is one of {string.Join(", ", SearchOrder.Names)}, with a minus before it to turn it round.") { Parameter = "order_by" };
        return order;
    }

    private static void Write(Utf8JsonWriter writer, AnsibleRepository repository, SearchIndex index, SearchEntry entry, AnsibleNamespaceMetadata? metadata)
    {
        var unit = entry.Unit;
        writer.WriteStartObject();
        writer.WriteStartObject("repository");
        writer.WriteString("pulp_id", repository.Id.ToString());
        writer.WriteString("name", repository.Name);
        writer.WriteString("description", repository.Description);
        writer.WriteStartObject("pulp_labels");
        foreach (var (key, value) in repository.Labels)
            writer.WriteString(key, value);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartObject("collection_version");
        writer.WriteString("pulp_id", unit.Id.ToString());
        writer.WriteString("namespace", unit.Namespace);
        writer.WriteString("name", unit.Name);
        writer.WriteString("version", unit.Version);
        writer.WriteString("requires_ansible", unit.RequiresAnsible);
        writer.WriteString("pulp_created", GalaxyDocuments.Format(unit.Created));
        writer.WriteStartObject("dependencies");
        foreach (var (dependency, range) in unit.Dependencies)
            writer.WriteString(dependency, range);
        writer.WriteEndObject();
        writer.WriteString("description", unit.Description);
        writer.WriteStartArray("tags");
        foreach (var tag in unit.Tags)
        {
            writer.WriteStartObject();
            writer.WriteString("name", tag);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteString("repository_version", "latest");
        WriteNamespace(writer, metadata);
        writer.WriteBoolean("is_highest", index.IsHighest(entry));
        writer.WriteBoolean("is_deprecated", index.IsDeprecated(entry));
        writer.WriteBoolean("is_signed", index.IsSigned(entry));
        writer.WriteEndObject();
    }

    private static void WriteNamespace(Utf8JsonWriter writer, AnsibleNamespaceMetadata? metadata)
    {
        if (metadata is null)
        {
            writer.WriteNull("namespace_metadata");
            return;
        }

        writer.WriteStartObject("namespace_metadata");
        writer.WriteString("name", metadata.Name);
        writer.WriteString("company", metadata.Company);
        writer.WriteString("description", metadata.Description);
        writer.WriteString("avatar_sha256", metadata.AvatarSha256);
        writer.WriteEndObject();
    }
}
