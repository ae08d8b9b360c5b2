using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.Tasking;

namespace Pulp.AspNetCore.Api;

/// <summary>
/// Writes the answer to a request whose work is a task: 202 and where to look.
/// </summary>
internal static class TaskAnswer
{
    public static ISchema Schema { get; } = new NamedSchema("AsyncOperationResponse", [new SchemaProperty("task", ApiType.Uri) { IsRequired = true }]);

    public static ISchema GroupSchema { get; } = new NamedSchema("TaskGroupOperationResponse", [new SchemaProperty("task_group", ApiType.Uri) { IsRequired = true }]);

    public static ApiResult Of(ApiCall call, TaskGroup group) => Of("task_group", call.Hrefs.Of(CoreObject.TaskGroup, group.Id));

    public static ApiResult Of(ApiCall call, PulpTask task) => Of("task", call.Hrefs.Of(CoreObject.Task, task.Id));

    private static ApiResult Of(string name, string href) => ApiResult.Json(StatusCodes.Status202Accepted, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString(name, href);
        writer.WriteEndObject();
    });
}
