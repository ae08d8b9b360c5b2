using System.Text.Json;
using Pulp.Data.Sql;
using Pulp.Documents;
using Pulp.Publications;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Data.Stores;

/// <summary>
/// How a resource stands in its row.
/// </summary>
internal static class ResourceRow
{
    public const string Columns =
        "r.id, r.uuid, r.domain, r.kind, r.type, r.labels, r.document, r.secrets, r.revision, r.created, r.updated, r.complete, s.latest_number";

    public const string From = "resource r LEFT JOIN repository_state s ON s.repository_id = r.id";

    /// <summary>Gets the scope in which a type's keys are unique.</summary>
    public static string KeyScope(ResourceKind kind, ResourceType? type) => kind == ResourceKind.Custom && type is not null
        ? $"{KindName(kind)} {type.Name}"
        : KindName(kind);

    public static string KindName(ResourceKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    /// <summary>Gets the kind of a name that <see cref="KindName"/> gives.</summary>
    public static ResourceKind KindOf(string name) => name switch
    {
        "remote" => ResourceKind.Remote,
        "repository" => ResourceKind.Repository,
        "distribution" => ResourceKind.Distribution,
        "publication" => ResourceKind.Publication,
        "content_guard" => ResourceKind.ContentGuard,
        "signing_service" => ResourceKind.SigningService,
        "exporter" => ResourceKind.Exporter,
        "export" => ResourceKind.Export,
        "importer" => ResourceKind.Importer,
        "import" => ResourceKind.Import,
        _ => ResourceKind.Custom,
    };

    /// <summary>Builds the resource of a row, or null when its plugin is not loaded.</summary>
    /// <exception cref="StoreException">The document does not fit its type.</exception>
    public static Resource? Read(SqlSession session, SqlStatement row)
    {
        var kind = KindOf(row.GetString(3));
        if (!session.Catalog.TryGetResourceType(kind, row.GetString(4), out var type))
            return null;
        var resource = ReadDocument(session, type, row) with
        {
            Id = row.GetGuid(1),
            StoreKey = row.GetInt64(0),
            DomainId = row.GetGuid(2),
            Labels = LabelsJson.Read(row.GetSpan(5)),
            Revision = row.GetInt64(8),
            Created = row.GetTime(9),
            LastUpdated = row.GetTime(10),
        };
        return resource switch
        {
            Repository repository => repository with { LatestVersion = row.GetInt64OrNull(12) ?? 0 },
            Publication publication => publication with { Complete = row.GetInt64OrNull(11) == 1 },
            _ => resource,
        };
    }

    /// <summary>Gets the encrypted secrets of a resource.</summary>
    public static byte[]? Protect(SqlSession session, ResourceType type, Resource resource)
    {
        var secrets = type.GetSecrets(resource);
        return secrets.Count == 0 ? null : session.Secrets.Protect(JsonSerializer.SerializeToUtf8Bytes(secrets, DocumentJson.Options));
    }

    private static Resource ReadDocument(SqlSession session, ResourceType type, SqlStatement row)
    {
        try
        {
            var secrets = row.IsNull(7)
                ? null
                : JsonSerializer.Deserialize<Dictionary<string, string>>(session.Secrets.Unprotect(row.GetSpan(7)), DocumentJson.Options);
            return type.ReadDocument(row.GetSpan(6), secrets);
        }
        catch (JsonException exception)
        {
            throw new StoreException(
                $"The {type.Name} {row.GetGuid(1)} cannot be read: what was stored does not fit the plugin '{type.PluginLabel}' that is loaded.",
                false,
                exception);
        }
    }
}
