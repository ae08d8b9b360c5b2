using Pulp.AspNetCore.Api.Json;

namespace Pulp.AspNetCore.Api.Service;

/// <summary>
/// Describes the answer of <c>status/</c>.
/// </summary>
internal static class StatusSchema
{
    public static ISchema Build()
    {
        var version = Schema("VersionResponse", Required("component", ApiType.Text), Required("version", ApiType.Text), Required("package", ApiType.Text), Required("module", ApiType.Text), Required("domain_compatible", ApiType.Boolean));
        var connection = Schema("DatabaseConnectionResponse", Required("connected", ApiType.Boolean));
        var redis = Schema("RedisConnectionResponse", Required("connected", ApiType.Boolean));
        var number = ApiType.Integer with { IsNullable = true };
        var storage = Schema("StorageResponse", Required("total", number), Required("used", number), Required("free", number));
        var content = Schema("ContentSettingsResponse", new SchemaProperty("content_origin", ApiType.Text with { IsNullable = true }), Required("content_path_prefix", ApiType.Text));
        return Schema(
            "StatusResponse",
            Required("versions", ApiType.ListOf(ApiType.Of(version))),
            Required("online_workers", ApiType.ListOf(ApiType.Of(WorkerOutput.All))),
            Required("online_api_apps", ApiType.ListOf(ApiType.Of(App("ApiAppStatusResponse")))),
            Required("online_content_apps", ApiType.ListOf(ApiType.Of(App("ContentAppStatusResponse")))),
            Required("database_connection", ApiType.Of(connection)),
            new SchemaProperty("redis_connection", ApiType.Of(redis)),
            new SchemaProperty("storage", ApiType.Of(storage)),
            Required("content_settings", ApiType.Of(content)),
            Required("domain_enabled", ApiType.Boolean),
            new SchemaProperty("plugins", ApiType.ListOf(ApiType.Object)));
    }

    private static NamedSchema App(string name) => Schema(
        name,
        new SchemaProperty("name", ApiType.Text) { IsReadOnly = true },
        new SchemaProperty("last_heartbeat", ApiType.Time) { IsReadOnly = true },
        new SchemaProperty("versions", ApiType.Labels) { IsReadOnly = true });

    private static NamedSchema Schema(string name, params SchemaProperty[] properties) => new(name, properties);

    private static SchemaProperty Required(string name, ApiType type) => new(name, type) { IsRequired = true };
}
