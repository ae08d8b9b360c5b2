using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.AspNetCore.Api.Tasks;
using Pulp.Queries;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Brings groups of tasks: list, read, cancel. A group belongs to whoever asked for its first task.
/// </summary>
internal sealed class TaskGroupEndpoints : IApiEndpoints
{
    private const int TaskLimit = 1000;
    private readonly IPulpDatabase database;
    private readonly TaskDispatcher dispatcher;
    private readonly TaskReading reading;
    private readonly ApiServices services;

    public TaskGroupEndpoints(IPulpDatabase database, TaskDispatcher dispatcher, TaskReading reading, ApiServices services)
    {
        this.database = database;
        this.dispatcher = dispatcher;
        this.reading = reading;
        this.services = services;
    }

    public IEnumerable<ApiEndpoint> Build()
    {
        var kind = CoreObject.TaskGroup;
        var group = CoreGroup.Of(kind, "Task-Groups") with { OwnerAsync = OwnerAsync };
        yield return group.List(FilterSet.None, TaskGroupOutput.All, new EndpointPermission(PermissionScope.List, kind.Permission("view")), ListAsync);
        yield return group.Read(TaskGroupOutput.All, group.ObjectPermission(group.ViewPermission), call => ShowAsync(call, StatusCodes.Status200OK));
        yield return group.OnObject("PATCH", "", "cancel", group.ObjectPermission(kind.Permission("change")), CancelAsync)
            .Takes(TaskEndpoints.Cancel, isPatch: true).Returns(StatusCodes.Status200OK, TaskGroupOutput.All).Returns(StatusCodes.Status409Conflict, TaskGroupOutput.All);
    }

    private async Task<long?> OwnerAsync(Microsoft.AspNetCore.Routing.RouteValueDictionary values, CancellationToken cancellationToken)
    {
        var id = Guid.Parse(values["id"]!.ToString()!);
        var query = new Query { Where = Condition.Equal("task_group", id), OrderBy = [new Ordering("pulp_created")], Limit = 1, WithCount = false };
        var page = await database.ReadAsync(session => session.Tasks.QueryAsync(Pulp.Domains.Domain.DefaultId, query), cancellationToken).ConfigureAwait(false);
        return page.Items.Count == 0 ? null : page.Items[0].CreatedBy;
    }

    private async Task<ApiResult> ListAsync(ApiCall call)
    {
        var visible = await services.Lists.VisibleAsync(call, CoreObject.TaskGroup.Permission("view")).ConfigureAwait(false);
        return await services.Lists.ReadAsync(call, FilterSet.None, TaskGroupOutput.All, visible, async (session, query, context) =>
        {
            var page = await session.Tasks.QueryGroupsAsync(query).ConfigureAwait(false);
            var rows = new List<TaskGroupRow>(page.Items.Count);
            foreach (var group in page.Items)
                rows.Add(await LoadAsync(session, call, group, context).ConfigureAwait(false));
            return (page.Count, rows);
        }).ConfigureAwait(false);
    }

    private async Task<ApiResult> ShowAsync(ApiCall call, int statusCode)
    {
        var context = call.NewContext();
        var row = await database.ReadAsync(
            async session => await session.Tasks.GetGroupAsync(call.Uuid()).ConfigureAwait(false) is { } group
                ? await LoadAsync(session, call, group, context).ConfigureAwait(false)
                : throw call.NotFound(),
            call.Cancellation).ConfigureAwait(false);
        var fields = TaskGroupOutput.All.Select(FieldSelection.Of(call.Http.Request.Query));
        return ApiResult.Json(statusCode, writer => Representation<TaskGroupRow>.Write(writer, row, context, fields));
    }

    private async Task<ApiResult> CancelAsync(ApiCall call)
    {
        await services.Bodies.ReadAsync(call, TaskEndpoints.Cancel).ConfigureAwait(false);
        var counts = await dispatcher.CountGroupAsync(call.Uuid(), call.DomainId, call.Cancellation).ConfigureAwait(false) ?? throw call.NotFound();
        var isOpen = !counts.Group.AllTasksDispatched || counts.Counts.Any(pair => pair.Value > 0 && !pair.Key.IsFinal());
        if (isOpen)
            await dispatcher.CancelGroupAsync(call.Uuid(), call.Cancellation).ConfigureAwait(false);
        return await ShowAsync(call, isOpen ? StatusCodes.Status200OK : StatusCodes.Status409Conflict).ConfigureAwait(false);
    }

    private async ValueTask<TaskGroupRow> LoadAsync(IStoreSession session, ApiCall call, TaskGroup group, RenderContext context)
    {
        var page = await session.Tasks.QueryAsync(call.DomainId, new Query { Where = Condition.Equal("task_group", group.Id), Limit = TaskLimit, WithCount = false }).ConfigureAwait(false);
        var tasks = await reading.LoadAsync(session, page.Items, context).ConfigureAwait(false);
        return new TaskGroupRow(group, tasks.GroupBy(task => task.Task.State).ToDictionary(state => state.Key, state => (long)state.Count()), tasks);
    }
}
