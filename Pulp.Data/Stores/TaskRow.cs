using System.Text.Json;
using Pulp.Data.Sql;
using Pulp.Documents;
using Pulp.Tasking;

namespace Pulp.Data.Stores;

/// <summary>
/// How a task stands in its row.
/// </summary>
internal static class TaskRow
{
    /// <summary>The columns in the order of <see cref="Values"/>.</summary>
    public const string Columns =
        "uuid, domain, name, state, logging_cid, created_by, created, updated, unblocked, started, finished, "
        + "parent_task, task_group, error, progress, created_resources, locks, arguments, result, versions";

    public const string Ended = "state IN ('skipped', 'completed', 'failed', 'canceled')";

    /// <summary>The fields by which tasks may be filtered and ordered.</summary>
    public static SqlFieldMap Fields { get; } = new(new Dictionary<string, SqlField>
    {
        ["pulp_id"] = new("uuid", SqlFieldType.Id),
        ["pulp_domain"] = new("domain", SqlFieldType.Id),
        ["name"] = new("name"),
        ["state"] = new("state"),
        ["logging_cid"] = new("logging_cid"),
        ["created_by"] = new("created_by", SqlFieldType.Integer) { IsNullable = true },
        ["pulp_created"] = new("created", SqlFieldType.Time),
        ["pulp_last_updated"] = new("updated", SqlFieldType.Time),
        ["unblocked_at"] = new("unblocked", SqlFieldType.Time) { IsNullable = true },
        ["started_at"] = new("started", SqlFieldType.Time) { IsNullable = true },
        ["finished_at"] = new("finished", SqlFieldType.Time) { IsNullable = true },
        ["parent_task"] = new("parent_task", SqlFieldType.Id) { IsNullable = true },
        ["task_group"] = new("task_group", SqlFieldType.Id) { IsNullable = true },
        ["created_resources"] = new("created_resources", SqlFieldType.TextList),
        ["exclusive_resources"] = new("locks", SqlFieldType.TextList),
        ["shared_resources"] = new("locks", SqlFieldType.TextList)
        {
            HasMember = (dialect, parameter) => dialect.JsonHas("locks", $"'shared:' || {parameter}"),
        },
        ["reserved_resources"] = new("locks", SqlFieldType.TextList)
        {
            HasMember = (dialect, parameter) => $"({dialect.JsonHas("locks", parameter)} OR {dialect.JsonHas("locks", $"'shared:' || {parameter}")})",
        },
    });

    public static SqlValue[] Values(PulpTask task) =>
    [
        task.Id,
        task.DomainId,
        task.Name,
        JsonNamingPolicy.SnakeCaseLower.ConvertName(task.State.ToString()),
        task.CorrelationId,
        task.CreatedBy,
        task.Created,
        task.LastUpdated,
        task.UnblockedAt,
        task.StartedAt,
        task.FinishedAt,
        task.ParentTask,
        task.TaskGroup,
        task.Error is null ? SqlValue.Null : Json(task.Error),
        Json(task.Progress),
        Json(task.CreatedResources),
        Json(task.Locks),
        task.Arguments,
        task.Result?.GetRawText(),
        task.Versions.Count == 0 ? SqlValue.Null : Json(task.Versions),
    ];

    public static PulpTask Read(SqlStatement row) => new()
    {
        Id = row.GetGuid(0),
        DomainId = row.GetGuid(1),
        Name = row.GetString(2),
        State = Enum.Parse<TaskState>(row.GetString(3), ignoreCase: true),
        CorrelationId = row.GetString(4),
        CreatedBy = row.GetInt64OrNull(5),
        Created = row.GetTime(6),
        LastUpdated = row.GetTime(7),
        UnblockedAt = row.GetTimeOrNull(8),
        StartedAt = row.GetTimeOrNull(9),
        FinishedAt = row.GetTimeOrNull(10),
        ParentTask = row.GetGuidOrNull(11),
        TaskGroup = row.GetGuidOrNull(12),
        Error = row.IsNull(13) ? null : From<TaskError>(row.GetSpan(13)),
        Progress = From<List<ProgressReport>>(row.GetSpan(14)),
        CreatedResources = From<List<string>>(row.GetSpan(15)),
        Locks = From<List<string>>(row.GetSpan(16)),
        Arguments = row.GetBytesOrNull(17),
        Result = row.IsNull(18) ? null : From<JsonElement>(row.GetSpan(18)),
        Versions = row.IsNull(19) ? new Dictionary<string, string>() : From<Dictionary<string, string>>(row.GetSpan(19)),
    };

    private static SqlValue Json<T>(T value) => SqlValue.Utf8(JsonSerializer.SerializeToUtf8Bytes(value, DocumentJson.Options));

    private static T From<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<T>(json, DocumentJson.Options)!;
}
