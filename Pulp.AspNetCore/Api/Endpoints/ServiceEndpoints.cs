using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Json;
using Pulp.AspNetCore.Api.Service;
using Pulp.Plugins;
using Pulp.Storage;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Brings <c>status/</c> and <c>livez/</c>, open to everyone.
/// </summary>
internal sealed class ServiceEndpoints : IApiEndpoints
{
    private readonly IPulpDatabase database;
    private readonly IArtifactStorage storage;
    private readonly TaskDispatcher dispatcher;
    private readonly ServerIdentity server;
    private readonly PluginCatalog plugins;
    private readonly PulpOptions options;

    public ServiceEndpoints(IPulpDatabase database, IArtifactStorage storage, TaskDispatcher dispatcher, ServerIdentity server, PluginCatalog plugins, IOptions<PulpOptions> options)
    {
        this.database = database;
        this.storage = storage;
        this.dispatcher = dispatcher;
        this.server = server;
        this.plugins = plugins;
        this.options = options.Value;
    }

    public IEnumerable<ApiEndpoint> Build()
    {
        yield return new ApiEndpoint
        {
            Method = "GET",
            Route = "status/",
            Permission = EndpointPermission.Public,
            HandleAsync = StatusAsync,
            Operation = new ApiOperation { Id = "status_read", Tag = "Status", Query = EndpointGroup.ReadParameters, Responses = [(StatusCodes.Status200OK, StatusOutput.All)] },
        };
        yield return new ApiEndpoint
        {
            Method = "GET",
            Route = "livez/",
            Permission = EndpointPermission.Public,
            HandleAsync = static _ => Task.FromResult(ApiResult.Empty(StatusCodes.Status200OK)),
            Operation = new ApiOperation { Id = "livez_read", Tag = "Livez", Query = EndpointGroup.ReadParameters, Responses = [(StatusCodes.Status200OK, null)] },
        };
    }

    private async Task<ApiResult> StatusAsync(ApiCall call)
    {
        var status = new StatusReport
        {
            Server = server,
            CurrentTask = dispatcher.Running() is [var task, ..] ? task.Id : null,
            IsConnected = await IsConnectedAsync(call.Cancellation).ConfigureAwait(false),
            Space = Space(),
            ContentOrigin = options.ContentOrigin,
            ContentPathPrefix = options.ContentPathPrefix,
            Plugins = plugins.Plugins,
        };
        var context = call.NewContext();
        var fields = StatusOutput.All.Select(FieldSelection.Of(call.Http.Request.Query));
        return ApiResult.Json(StatusCodes.Status200OK, writer => Representation<StatusReport>.Write(writer, status, context, fields));
    }

    private async Task<bool> IsConnectedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await DatabaseProbe.RunAsync(database, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StoreException)
        {
            return false;
        }
    }

    private StorageSpace? Space()
    {
        try
        {
            return storage.GetSpace();
        }
        catch (StorageException)
        {
            return null;
        }
    }
}
