using Microsoft.AspNetCore.Http;
using Pulp.Access;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.AspNetCore.Api.Roles;
using Pulp.AspNetCore.Api.Tasks;
using Pulp.Queries;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Brings tasks: list, read, cancel, delete, purge. Who asked for a task needs no role for it.
/// </summary>
internal sealed class TaskEndpoints : IApiEndpoints
{
    private static readonly TimeSpan PurgeAge = TimeSpan.FromDays(30);

    private static readonly BodySchema Purge = new("Purge",
    [
        new InputField("finished_before", InputKind.Time),
        new InputField("states", InputKind.ChoiceList) { Choices = ["skipped", "completed", "failed", "canceled"], Default = new System.Text.Json.Nodes.JsonArray("completed") },
    ]);

    private static readonly ISchema ProfileArtifacts = new NamedSchema("ProfileArtifactResponse",
        [new SchemaProperty("urls", new ApiType("object") { Values = ApiType.Uri }) { IsRequired = true }]);

    private readonly IPulpDatabase database;
    private readonly IAccessEvaluator evaluator;
    private readonly TaskReading reading;
    private readonly TaskDispatcher dispatcher;
    private readonly ApiServices services;

    public TaskEndpoints(IPulpDatabase database, IAccessEvaluator evaluator, TaskReading reading, TaskDispatcher dispatcher, ApiServices services)
    {
        this.database = database;
        this.evaluator = evaluator;
        this.reading = reading;
        this.dispatcher = dispatcher;
        this.services = services;
    }

    /// <summary>Gets the body by which a task or a group is canceled.</summary>
    public static BodySchema Cancel { get; } = new("TaskCancel", [new InputField("state", InputKind.Choice) { IsRequired = true, Choices = ["canceled"] }]);

    public IEnumerable<ApiEndpoint> Build()
    {
        var group = CoreGroup.Of(CoreObject.Task, "Tasks") with
        {
            OwnerAsync = async (values, token) => (await GetAsync(Guid.Parse(values["id"]!.ToString()!), token).ConfigureAwait(false))?.CreatedBy,
        };
        yield return group.List(TaskFilters.All, TaskOutput.Full, new EndpointPermission(PermissionScope.List, CoreObject.Task.Permission("view")), ListAsync);
        yield return group.Read(TaskOutput.Full, group.ObjectPermission(group.ViewPermission), async call =>
            await ShowAsync(call, await GetAsync(call).ConfigureAwait(false), StatusCodes.Status200OK).ConfigureAwait(false));
        yield return group.OnObject("PATCH", "", "cancel", group.ObjectPermission(CoreObject.Task.Permission("change")), CancelAsync)
            .Takes(Cancel, isPatch: true).Returns(StatusCodes.Status200OK, TaskOutput.Full).Returns(StatusCodes.Status409Conflict, TaskOutput.Full);
        yield return group.OnObject("DELETE", "", "delete", group.ObjectPermission(CoreObject.Task.Permission("delete")), DeleteAsync).Returns(StatusCodes.Status204NoContent);
        yield return group.OnObject("GET", "profile_artifacts/", "profile_artifacts", group.ObjectPermission(group.ViewPermission), ProfileArtifactsAsync)
            .Asks(EndpointGroup.ReadParameters).Returns(StatusCodes.Status200OK, ProfileArtifacts);
        yield return group.OnCollection("POST", "purge/", "purge", EndpointPermission.LoginOnly, PurgeAsync).Takes(Purge).ReturnsTask();
        foreach (var endpoint in services.Roles.Endpoints(group, CoreObject.Task.Permission("manage_roles"), TargetAsync))
            yield return endpoint;
    }

    private Task<PulpTask?> GetAsync(Guid id, CancellationToken cancellationToken) => database.ReadAsync(session => session.Tasks.GetAsync(id), cancellationToken);

    private async Task<PulpTask> GetAsync(ApiCall call) =>
        await GetAsync(call.Uuid(), call.Cancellation).ConfigureAwait(false) is { } task && task.DomainId == call.DomainId ? task : throw call.NotFound();

    private async Task<ApiResult> ListAsync(ApiCall call)
    {
        var visible = await services.Lists.VisibleAsync(call, CoreObject.Task.Permission("view")).ConfigureAwait(false);
        if (visible is not null)
            visible = new Condition.Any([visible, Condition.Equal("created_by", call.Caller.User!.Id)]);
        return await services.Lists.ReadAsync(call, TaskFilters.All, TaskOutput.Full, visible, ReadRowsAsync, TaskOutput.Minimal).ConfigureAwait(false);

        async ValueTask<(long, IReadOnlyList<TaskRow>)> ReadRowsAsync(IStoreSession session, Query query, RenderContext context)
        {
            var page = await session.Tasks.QueryAsync(call.DomainId, query).ConfigureAwait(false);
            return (page.Count, await reading.LoadAsync(session, page.Items, context).ConfigureAwait(false));
        }
    }

    private async Task<ApiResult> ShowAsync(ApiCall call, PulpTask task, int statusCode)
    {
        var context = call.NewContext();
        var row = await database.ReadAsync(session => reading.LoadAsync(session, task, context), call.Cancellation).ConfigureAwait(false);
        var representation = call.Http.Request.Query["minimal"].Contains("true") ? TaskOutput.Minimal : TaskOutput.Full;
        var fields = representation.Select(FieldSelection.Of(call.Http.Request.Query));
        return ApiResult.Json(statusCode, writer => Representation<TaskRow>.Write(writer, row, context, fields));
    }

    // No task is profiled.
    private async Task<ApiResult> ProfileArtifactsAsync(ApiCall call)
    {
        await GetAsync(call).ConfigureAwait(false);
        return ApiResult.Json(StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("urls"u8);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }

    private async Task<ApiResult> CancelAsync(ApiCall call)
    {
        await services.Bodies.ReadAsync(call, Cancel).ConfigureAwait(false);
        var outcome = await dispatcher.CancelAsync((await GetAsync(call).ConfigureAwait(false)).Id, call.Cancellation).ConfigureAwait(false);
        var status = outcome == CancelOutcome.AlreadyFinal ? StatusCodes.Status409Conflict : StatusCodes.Status200OK;
        return await ShowAsync(call, await GetAsync(call).ConfigureAwait(false), status).ConfigureAwait(false);
    }

    private async Task<ApiResult> DeleteAsync(ApiCall call)
    {
        var task = await GetAsync(call).ConfigureAwait(false);
        var deleted = await database.WriteAsync(session => session.Tasks.DeleteAsync(Condition.Equal("pulp_id", task.Id), 1), call.Cancellation).ConfigureAwait(false);
        return deleted == 1
            ? ApiResult.Empty(StatusCodes.Status204NoContent)
            : throw RequestRefusedException.Conflict("The task has not ended; cancel it first.");
    }

    private async Task<ApiResult> PurgeAsync(ApiCall call)
    {
        var body = await services.Bodies.ReadAsync(call, Purge).ConfigureAwait(false);
        var delete = CoreObject.Task.Permission("delete");
        var all = await evaluator.IsAllowedAsync(call.Caller, delete, objectPrn: null, call.Cancellation).ConfigureAwait(false);
        if (!all && !Ownership.Allows(call.Caller, call.Caller.User!.Id, delete, isView: false))
            throw RequestRefusedException.Forbidden();
        var arguments = new PurgeTasksArguments
        {
            FinishedBefore = body.Time("finished_before") ?? services.Time.GetUtcNow() - PurgeAge,
            States = [.. (body.Texts("states") ?? ["completed"]).Select(state => Enum.Parse<TaskState>(state, ignoreCase: true))],
            UserId = all ? null : call.Caller.User!.Id,
        };
        return await services.Tasks.StartAsync<PurgeTasks, PurgeTasksArguments>(call, PurgeTasks.TaskName, arguments, [$"pdrn:{call.DomainId}:tasks"]).ConfigureAwait(false);
    }

    private async Task<RoleTarget> TargetAsync(ApiCall call) =>
        new(CoreObject.Task.PrnOf((await GetAsync(call).ConfigureAwait(false)).Id), ObjectPermissions.Of(CoreObject.Task));
}
