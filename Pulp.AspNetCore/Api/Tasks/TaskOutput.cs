using System.Text.Json;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.Tasking;

namespace Pulp.AspNetCore.Api.Tasks;

/// <summary>
/// Holds how tasks are shown, in full and in short.
/// </summary>
internal static class TaskOutput
{
    private static readonly ISchema Progress = new NamedSchema(
        "ProgressReportResponse",
        [
            new SchemaProperty("message", ApiType.Text) { IsReadOnly = true },
            new SchemaProperty("code", ApiType.Text) { IsReadOnly = true },
            new SchemaProperty("state", ApiType.Text) { IsReadOnly = true },
            new SchemaProperty("total", ApiType.Integer with { IsNullable = true }) { IsReadOnly = true },
            new SchemaProperty("done", ApiType.Integer) { IsReadOnly = true },
            new SchemaProperty("suffix", ApiType.Text with { IsNullable = true }) { IsReadOnly = true },
        ]);

    public static Representation<TaskRow> Full { get; } = new("TaskResponse", [.. Head(), State(), Name(), .. Rest()]);

    public static Representation<TaskRow> Minimal { get; } = new("MinimalTaskResponse",
    [
        .. Head(), Name(), State(), Time("unblocked_at", task => task.UnblockedAt), Time("started_at", task => task.StartedAt), Time("finished_at", task => task.FinishedAt), Worker(),
    ]);

    public static string NameOf(TaskState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());

    private static IEnumerable<OutputField<TaskRow>> Head() =>
    [
        new("pulp_href", ApiType.Uri, (writer, row, context) => writer.WriteStringValue(context.Hrefs.Of(CoreObject.Task, row.Task.Id))),
        new("prn", ApiType.Text, (writer, row, _) => writer.WriteStringValue(CoreObject.Task.PrnOf(row.Task.Id))),
        Time("pulp_created", task => task.Created),
        Time("pulp_last_updated", task => task.LastUpdated),
    ];

    private static IEnumerable<OutputField<TaskRow>> Rest() =>
    [
        new("logging_cid", ApiType.Text, (writer, row, _) => writer.WriteStringValue(row.Task.CorrelationId)),
        new("created_by", ApiType.Uri with { IsNullable = true }, (writer, row, context) =>
            writer.WriteStringValue(row.Task.CreatedBy is { } user ? context.Hrefs.Of(CoreObject.User, user) : null)),
        Time("unblocked_at", task => task.UnblockedAt),
        Time("started_at", task => task.StartedAt),
        Time("finished_at", task => task.FinishedAt),
        new("error", ApiType.Object with { IsNullable = true }, (writer, row, _) => WriteError(writer, row.Task.Error)),
        Worker(),
        Reference("parent_task", CoreObject.Task, task => task.ParentTask),
        new("child_tasks", ApiType.ListOf(ApiType.Uri), (writer, row, context) => writer.WriteTexts(row.Children.Select(id => context.Hrefs.Of(CoreObject.Task, id)))),
        Reference("task_group", CoreObject.TaskGroup, task => task.TaskGroup),
        new("progress_reports", ApiType.ListOf(ApiType.Of(Progress)), (writer, row, _) => WriteProgress(writer, row.Task.Progress)),
        new("created_resources", ApiType.ListOf(ApiType.Uri), (writer, row, _) => writer.WriteTexts(row.Created)),
        new("created_resource_prns", ApiType.ListOf(ApiType.Text), (writer, row, _) => writer.WriteTexts(row.Task.CreatedResources)),
        new("reserved_resources_record", ApiType.ListOf(ApiType.Text), (writer, row, _) => writer.WriteTexts(row.Task.Locks)),
        new("result", ApiType.Any, (writer, row, _) =>
        {
            if (row.Task.Result is { } result)
                result.WriteTo(writer);
            else
                writer.WriteNullValue();
        }),
        new("pulp_api_version", ApiType.Text, (writer, _, _) => writer.WriteStringValue("v3"u8)),
    ];

    private static OutputField<TaskRow> Name() => new("name", ApiType.Text, (writer, row, _) => writer.WriteStringValue(row.Task.Name));

    private static OutputField<TaskRow> State() => new("state", ApiType.Text, (writer, row, _) => writer.WriteStringValue(NameOf(row.Task.State)));

    // Tasks run inside the servers; there are no worker processes to point to.
    private static OutputField<TaskRow> Worker() => new("worker", ApiType.Uri with { IsNullable = true }, (writer, _, _) => writer.WriteNullValue());

    private static OutputField<TaskRow> Time(string name, Func<PulpTask, DateTimeOffset?> get) => new(name, ApiType.Time, (writer, row, _) => writer.WriteTime(get(row.Task)));

    private static OutputField<TaskRow> Reference(string name, CoreObject kind, Func<PulpTask, Guid?> get) =>
        new(name, ApiType.Uri with { IsNullable = true }, (writer, row, context) => writer.WriteStringValue(get(row.Task) is { } id ? context.Hrefs.Of(kind, id) : null));

    private static void WriteError(Utf8JsonWriter writer, TaskError? error)
    {
        if (error is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteNull("traceback"u8);
        writer.WriteString("description"u8, error.Description);
        writer.WriteString("reason"u8, error.Description);
        writer.WriteString("error_code"u8, error.Code);
        writer.WriteEndObject();
    }

    private static void WriteProgress(Utf8JsonWriter writer, IReadOnlyList<ProgressReport> parts)
    {
        writer.WriteStartArray();
        foreach (var part in parts)
        {
            writer.WriteStartObject();
            writer.WriteString("message"u8, part.Message);
            writer.WriteString("code"u8, part.Code);
            writer.WriteString("state"u8, NameOf(part.State));
            writer.WritePropertyName("total"u8);
            writer.WriteInteger(part.Total);
            writer.WriteNumber("done"u8, part.Done);
            writer.WriteString("suffix"u8, part.Suffix);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
