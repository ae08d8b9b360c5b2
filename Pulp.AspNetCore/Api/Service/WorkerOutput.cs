using System.Text.Json;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;

namespace Pulp.AspNetCore.Api.Service;

/// <summary>
/// Holds how workers are shown.
/// </summary>
internal static class WorkerOutput
{
    public static Representation<WorkerRow> All { get; } = new("WorkerResponse",
    [
        new("pulp_href", ApiType.Uri, (writer, row, context) => writer.WriteStringValue(context.Hrefs.Of(CoreObject.Worker, row.Server.Id))),
        new("prn", ApiType.Text, (writer, row, _) => writer.WriteStringValue(CoreObject.Worker.PrnOf(row.Server.Id))),
        new("pulp_created", ApiType.Time, (writer, row, _) => writer.WriteTime(row.Server.Started)),
        new("pulp_last_updated", ApiType.Time, (writer, row, _) => writer.WriteTime(row.Server.Started)),
        new("name", ApiType.Text, (writer, row, _) => writer.WriteStringValue(row.Server.Name)),
        new("last_heartbeat", ApiType.Time, (writer, row, _) => writer.WriteTime(row.Server.Heartbeat)),
        new("versions", ApiType.Labels, (writer, row, _) => WriteVersions(writer, row.Server)),
        new("current_task", ApiType.Uri with { IsNullable = true }, (writer, row, context) =>
            writer.WriteStringValue(row.CurrentTask is { } task ? context.Hrefs.Of(CoreObject.Task, task) : null)),
    ]);

    public static void WriteVersions(Utf8JsonWriter writer, ServerIdentity server)
    {
        writer.WriteStartObject();
        foreach (var component in server.Components)
            writer.WriteString(component.Label, component.Version);
        writer.WriteEndObject();
    }
}
