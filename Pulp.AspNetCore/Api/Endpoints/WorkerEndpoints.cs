using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.AspNetCore.Api.Service;
using Pulp.Queries;
using Pulp.Tasking;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Brings workers: this server runs its tasks itself and is the one worker there is.
/// </summary>
internal sealed class WorkerEndpoints : IApiEndpoints
{
    private static readonly FilterSet Filters = new FilterSetBuilder().Ids().Names("name").Times("last_heartbeat")
        .Add("online", ApiType.Boolean, text => FilterValues.Boolean("online", text) ? new Condition.All([]) : FilterTargets.Nothing)
        .Add("missing", ApiType.Boolean, text => FilterValues.Boolean("missing", text) ? FilterTargets.Nothing : new Condition.All([]))
        .OrderBy("name", "last_heartbeat", "pulp_created")
        .Build();

    private readonly ServerIdentity server;
    private readonly TaskDispatcher dispatcher;
    private readonly ApiServices services;

    public WorkerEndpoints(ServerIdentity server, TaskDispatcher dispatcher, ApiServices services)
    {
        this.server = server;
        this.dispatcher = dispatcher;
        this.services = services;
    }

    public IEnumerable<ApiEndpoint> Build()
    {
        var group = CoreGroup.Of(CoreObject.Worker, "Workers");
        yield return group.List(Filters, WorkerOutput.All, EndpointPermission.LoginOnly, ListAsync);
        yield return group.Read(WorkerOutput.All, EndpointPermission.LoginOnly, ReadAsync);
    }

    private WorkerRow Row() => new(server, dispatcher.Running() is [var task, ..] ? task.Id : null);

    private Task<ApiResult> ListAsync(ApiCall call) => services.Lists.ReadAsync(call, Filters, WorkerOutput.All, visible: null, (_, query, _) =>
    {
        var page = MemoryRows.Apply([Row()], query, static (row, name) => name switch
        {
            "name" => row.Server.Name,
            "last_heartbeat" => row.Server.Heartbeat,
            "pulp_created" => row.Server.Started,
            _ => row.Server.Id,
        });
        return ValueTask.FromResult((page.Count, page.Items));
    });

    private Task<ApiResult> ReadAsync(ApiCall call)
    {
        if (call.Uuid() != server.Id)
            throw call.NotFound();
        var (row, context) = (Row(), call.NewContext());
        var fields = WorkerOutput.All.Select(FieldSelection.Of(call.Http.Request.Query));
        return Task.FromResult(ApiResult.Json(StatusCodes.Status200OK, writer => Representation<WorkerRow>.Write(writer, row, context, fields)));
    }
}
