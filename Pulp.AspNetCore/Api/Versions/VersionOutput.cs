using System.Text.Json;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Resources;

namespace Pulp.AspNetCore.Api.Versions;

/// <summary>
/// Makes the representation of repository versions.
/// </summary>
internal static class VersionOutput
{
    private static readonly ISchema Summary = new NamedSchema(
        "ContentSummaryResponse",
        [
            new SchemaProperty("added", ApiType.Object) { IsRequired = true },
            new SchemaProperty("removed", ApiType.Object) { IsRequired = true },
            new SchemaProperty("present", ApiType.Object) { IsRequired = true },
        ]);

    public static Representation<RepositoryVersion> Of(PulpCatalog catalog) => new("RepositoryVersionResponse",
    [
        new("pulp_href", ApiType.Uri, (writer, version, context) => writer.WriteStringValue(context.Targets.Of(version.Id))),
        new("prn", ApiType.Text, (writer, version, _) => writer.WriteStringValue(RepositoryVersion.PrnOf(version.Id))),
        new("pulp_created", ApiType.Time, (writer, version, _) => writer.WriteTime(version.Created)),
        new("pulp_last_updated", ApiType.Time, (writer, version, _) => writer.WriteTime(version.LastUpdated)),
        new("number", ApiType.Integer, (writer, version, _) => writer.WriteNumberValue(version.Number)),
        new("repository", ApiType.Uri, (writer, version, context) => writer.WriteStringValue(context.Targets.Of(version.RepositoryId))),
        new("base_version", ApiType.Uri with { IsNullable = true }, (writer, version, context) => writer.WriteStringValue(context.Targets.Of(version.BaseVersion))) { IsReadOnly = false },
        new("content_summary", ApiType.Of(Summary), (writer, version, context) => WriteSummary(writer, version, context, catalog)),

        // Reports of known vulnerabilities are not made here.
        new("vuln_report", ApiType.Text with { IsNullable = true }, (writer, _, _) => writer.WriteNullValue()),
    ]);

    private static void WriteSummary(Utf8JsonWriter writer, RepositoryVersion version, RenderContext context, PulpCatalog catalog)
    {
        var href = context.Targets.Of(version.Id);
        writer.WriteStartObject();
        Write("added", version.Summary.Added, "repository_version_added");
        Write("removed", version.Summary.Removed, "repository_version_removed");
        Write("present", version.Summary.Present, "repository_version");
        writer.WriteEndObject();

        void Write(string name, IReadOnlyDictionary<string, long> counts, string filter)
        {
            writer.WriteStartObject(name);
            foreach (var (typeName, count) in counts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                writer.WriteStartObject(typeName);
                writer.WriteNumber("count"u8, count);
                writer.WriteString("href"u8, catalog.TryGetContentType(typeName, out var type) ? $"{context.Hrefs.CollectionOf(type)}?{filter}={href}" : null);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }
    }
}
