using System.Text.Json;
using Pulp.AspNetCore.Api.Json;
using Pulp.Plugins;

namespace Pulp.AspNetCore.Api.Service;

/// <summary>
/// Holds how the status is shown.
/// </summary>
internal static class StatusOutput
{
    private static readonly Representation<ServerComponent> Component = new("VersionResponse",
    [
        new("component", ApiType.Text, (writer, component, _) => writer.WriteStringValue(component.Label)) { IsRequired = true },
        new("version", ApiType.Text, (writer, component, _) => writer.WriteStringValue(component.Version)) { IsRequired = true },
        new("package", ApiType.Text, (writer, component, _) => writer.WriteStringValue(component.Package)) { IsRequired = true },
        new("module", ApiType.Text, (writer, component, _) => writer.WriteStringValue(component.Package)) { IsRequired = true },
        new("domain_compatible", ApiType.Boolean, (writer, _, _) => writer.WriteBooleanValue(value: true)) { IsRequired = true },
    ]);

    private static readonly Representation<StatusReport> Space = new("StorageResponse",
    [
        new("total", ApiType.Integer with { IsNullable = true }, (writer, status, _) => writer.WriteInteger(status.Space?.Total)) { IsRequired = true },
        new("used", ApiType.Integer with { IsNullable = true }, (writer, status, _) => writer.WriteInteger(status.Space?.Used)) { IsRequired = true },
        new("free", ApiType.Integer with { IsNullable = true }, (writer, status, _) => writer.WriteInteger(status.Space?.Free)) { IsRequired = true },
    ]);

    private static readonly Representation<StatusReport> ContentSettings = new("ContentSettingsResponse",
    [
        new("content_origin", ApiType.Text with { IsNullable = true }, (writer, status, _) => writer.WriteStringValue(status.ContentOrigin)),
        new("content_path_prefix", ApiType.Text, (writer, status, _) => writer.WriteStringValue(status.ContentPathPrefix)) { IsRequired = true },
    ]);

    // Pulp has no word for a plugin that was refused; operators look for it here.
    private static readonly Representation<PluginStatus> Plugin = new("PluginStatusResponse",
    [
        new("component", ApiType.Text, (writer, plugin, _) => writer.WriteStringValue(plugin.Label)),
        new("version", ApiType.Text with { IsNullable = true }, (writer, plugin, _) => writer.WriteStringValue(plugin.Version)),
        new("state", ApiType.Text, (writer, plugin, _) => writer.WriteStringValue(JsonNamingPolicy.SnakeCaseLower.ConvertName(plugin.State.ToString()))),
        new("reason", ApiType.Text with { IsNullable = true }, (writer, plugin, _) => writer.WriteStringValue(plugin.Reason)),
        new("kept_content_units", ApiType.Integer, (writer, plugin, _) => writer.WriteNumberValue(plugin.KeptUnits)),
        new("kept_resources", ApiType.Integer, (writer, plugin, _) => writer.WriteNumberValue(plugin.KeptResources)),
    ]);

    public static Representation<StatusReport> All { get; } = new("StatusResponse",
    [
        List("versions", Component, status => status.Server.Components),
        List("online_workers", WorkerOutput.All, status => [new WorkerRow(status.Server, status.CurrentTask)]),
        List("online_api_apps", App("ApiAppStatusResponse"), status => [status.Server]),
        List("online_content_apps", App("ContentAppStatusResponse"), status => [status.Server]),
        Single("database_connection", Connection("DatabaseConnectionResponse", status => status.IsConnected)),
        Single("redis_connection", Connection("RedisConnectionResponse", _ => false)),
        Single("storage", Space),
        Single("content_settings", ContentSettings),
        new("domain_enabled", ApiType.Boolean, (writer, _, _) => writer.WriteBooleanValue(value: false)) { IsRequired = true },
        List("plugins", Plugin, status => status.Plugins),
    ]);

    private static Representation<ServerIdentity> App(string name) => new(name,
    [
        new("name", ApiType.Text, (writer, server, _) => writer.WriteStringValue(server.Name)),
        new("last_heartbeat", ApiType.Time, (writer, server, _) => writer.WriteTime(server.Heartbeat)),
        new("versions", ApiType.Labels, (writer, server, _) => WorkerOutput.WriteVersions(writer, server)),
    ]);

    private static Representation<StatusReport> Connection(string name, Func<StatusReport, bool> isConnected) => new(name,
        [new("connected", ApiType.Boolean, (writer, status, _) => writer.WriteBooleanValue(isConnected(status))) { IsRequired = true }]);

    private static OutputField<StatusReport> Single(string name, Representation<StatusReport> part) =>
        new(name, ApiType.Of(part), (writer, status, context) => part.Write(writer, status, context)) { IsRequired = true };

    private static OutputField<StatusReport> List<TRow>(string name, Representation<TRow> part, Func<StatusReport, IReadOnlyList<TRow>> rows) =>
        new(name, ApiType.ListOf(ApiType.Of(part)), (writer, status, context) =>
        {
            writer.WriteStartArray();
            foreach (var row in rows(status))
                part.Write(writer, row, context);
            writer.WriteEndArray();
        }) { IsRequired = true };
}
