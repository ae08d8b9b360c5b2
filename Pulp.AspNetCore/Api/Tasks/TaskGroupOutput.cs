using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.Tasking;

namespace Pulp.AspNetCore.Api.Tasks;

/// <summary>
/// Holds how groups of tasks are shown.
/// </summary>
internal static class TaskGroupOutput
{
    private static readonly ISchema Progress = new NamedSchema("GroupProgressReportResponse",
    [
        new SchemaProperty("message", ApiType.Text) { IsReadOnly = true },
        new SchemaProperty("code", ApiType.Text) { IsReadOnly = true },
        new SchemaProperty("total", ApiType.Integer) { IsReadOnly = true },
        new SchemaProperty("done", ApiType.Integer) { IsReadOnly = true },
        new SchemaProperty("suffix", ApiType.Text with { IsNullable = true }) { IsReadOnly = true },
    ]);

    private static readonly TaskState[] Counted =
        [TaskState.Waiting, TaskState.Skipped, TaskState.Running, TaskState.Completed, TaskState.Canceled, TaskState.Failed, TaskState.Canceling];

    public static Representation<TaskGroupRow> All { get; } = new("TaskGroupResponse",
    [
        new("pulp_href", ApiType.Uri, (writer, row, context) => writer.WriteStringValue(context.Hrefs.Of(CoreObject.TaskGroup, row.Group.Id))),
        new("prn", ApiType.Text, (writer, row, _) => writer.WriteStringValue(CoreObject.TaskGroup.PrnOf(row.Group.Id))),
        new("description", ApiType.Text, (writer, row, _) => writer.WriteStringValue(row.Group.Description)) { IsRequired = true, IsReadOnly = false },
        new("all_tasks_dispatched", ApiType.Boolean, (writer, row, _) => writer.WriteBooleanValue(row.Group.AllTasksDispatched)) { IsRequired = true, IsReadOnly = false },
        .. Counted.Select(state => new OutputField<TaskGroupRow>(TaskOutput.NameOf(state), ApiType.Integer, (writer, row, _) => writer.WriteNumberValue(row.Counts.GetValueOrDefault(state)))),
        new("group_progress_reports", ApiType.ListOf(ApiType.Of(Progress)), WriteProgress),
        new("tasks", ApiType.ListOf(ApiType.Of(TaskOutput.Minimal)), (writer, row, context) =>
        {
            writer.WriteStartArray();
            foreach (var task in row.Tasks)
                TaskOutput.Minimal.Write(writer, task, context);
            writer.WriteEndArray();
        }),
    ]);

    // A group is as far as its tasks are together.
    private static void WriteProgress(System.Text.Json.Utf8JsonWriter writer, TaskGroupRow row, RenderContext context)
    {
        writer.WriteStartArray();
        foreach (var part in row.Tasks.SelectMany(task => task.Task.Progress).GroupBy(part => (part.Code, part.Message)))
        {
            writer.WriteStartObject();
            writer.WriteString("message"u8, part.Key.Message);
            writer.WriteString("code"u8, part.Key.Code);
            writer.WritePropertyName("total"u8);
            writer.WriteInteger(part.Any(report => report.Total is null) ? null : part.Sum(report => report.Total));
            writer.WriteNumber("done"u8, part.Sum(report => report.Done));
            writer.WriteNull("suffix"u8);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
