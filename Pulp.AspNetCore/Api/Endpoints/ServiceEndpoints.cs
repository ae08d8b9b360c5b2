using System.Text.Json;
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
    private static readonly ISchema Schema = StatusSchema.Build();
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
            Operation = new ApiOperation { Id = "status_read", Tag = "Status", Query = EndpointGroup.ReadParameters, Responses = [(StatusCodes.Status200OK, Schema)] },
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
        var connected = await IsConnectedAsync(call.Cancellation).ConfigureAwait(false);
        var space = Space();
        var context = call.NewContext();
        var selection = FieldSelection.Of(call.Http.Request.Query);
        return ApiResult.Json(StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            Write("versions", WriteVersions);
            Write("online_workers", () => WriteList(() => WorkerOutput.All.Write(writer, new WorkerRow(server, dispatcher.Running() is [var task, ..] ? task.Id : null), context)));
            Write("online_api_apps", () => WriteList(WriteApp));
            Write("online_content_apps", () => WriteList(WriteApp));
            Write("database_connection", () => WriteConnected(connected));
            Write("redis_connection", () => WriteConnected(isConnected: false));
            Write("storage", WriteSpace);
            Write("content_settings", WriteContentSettings);
            Write("domain_enabled", () => writer.WriteBooleanValue(value: false));
            Write("plugins", WritePlugins);
            writer.WriteEndObject();

            void Write(string name, Action write)
            {
                if (!selection.Includes(name, onlyOnRequest: false))
                    return;
                writer.WritePropertyName(name);
                write();
            }

            void WriteList(Action write)
            {
                writer.WriteStartArray();
                write();
                writer.WriteEndArray();
            }

            void WriteVersions()
            {
                writer.WriteStartArray();
                foreach (var component in server.Components)
                {
                    writer.WriteStartObject();
                    writer.WriteString("component"u8, component.Label);
                    writer.WriteString("version"u8, component.Version);
                    writer.WriteString("package"u8, component.Package);
                    writer.WriteString("module"u8, component.Package);
                    writer.WriteBoolean("domain_compatible"u8, value: true);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }

            void WriteApp()
            {
                writer.WriteStartObject();
                writer.WriteString("name"u8, server.Name);
                writer.WritePropertyName("last_heartbeat"u8);
                writer.WriteTime(server.Heartbeat);
                writer.WritePropertyName("versions"u8);
                WorkerOutput.WriteVersions(writer, server);
                writer.WriteEndObject();
            }

            void WriteConnected(bool isConnected)
            {
                writer.WriteStartObject();
                writer.WriteBoolean("connected"u8, isConnected);
                writer.WriteEndObject();
            }

            void WriteSpace()
            {
                writer.WriteStartObject();
                foreach (var (name, bytes) in new[] { ("total", space?.Total), ("used", space?.Used), ("free", space?.Free) })
                {
                    writer.WritePropertyName(name);
                    writer.WriteInteger(bytes);
                }

                writer.WriteEndObject();
            }

            void WriteContentSettings()
            {
                writer.WriteStartObject();
                writer.WriteString("content_origin"u8, options.ContentOrigin);
                writer.WriteString("content_path_prefix"u8, options.ContentPathPrefix);
                writer.WriteEndObject();
            }

            // Pulp has no word for a plugin that was refused; operators look for it here.
            void WritePlugins()
            {
                writer.WriteStartArray();
                foreach (var plugin in plugins.Plugins)
                {
                    writer.WriteStartObject();
                    writer.WriteString("component"u8, plugin.Label);
                    writer.WriteString("version"u8, plugin.Version);
                    writer.WriteString("state"u8, JsonNamingPolicy.SnakeCaseLower.ConvertName(plugin.State.ToString()));
                    writer.WriteString("reason"u8, plugin.Reason);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }
        });
    }

    private async Task<bool> IsConnectedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.ReadAsync(static session => session.States.GetAsync(Guid.Empty, "status"), cancellationToken).ConfigureAwait(false);
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
