using System.Text.Json;
using System.Text.Json.Nodes;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Plugins.Ansible.Protocol;
using Pulp.Plugins.Ansible.Requirements;
using Pulp.Plugins.Ansible.Roles;
using Pulp.Queries;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Sync;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.RoleApi;

/// <summary>
/// Starts syncs of roles from another Galaxy.
/// </summary>
/// <remarks>From role remotes alone: the server contacts only what someone who may make remotes has named.</remarks>
internal sealed class RoleSyncEndpoints
{
    private const string Sync = "ansible.sync_ansiblerepository";
    private const string View = "ansible.view_roleremote";
    private const int AtOnce = 1000;
    private readonly GalaxyServices services;
    private readonly TaskDispatcher dispatcher;
    private readonly ResourceType remotes;

    public RoleSyncEndpoints(GalaxyServices services, TaskDispatcher dispatcher)
    {
        this.services = services;
        this.dispatcher = dispatcher;
        remotes = services.Catalog.ResourceTypes.Single(other => other.ClrType == typeof(RoleRemote));
    }

    public async Task StartAsync(DistributionRequest request)
    {
        var repository = await RequireRepositoryAsync(request).ConfigureAwait(false);
        using var body = await GalaxyBodies.ReadAsync(request).ConfigureAwait(false);
        var options = OptionsOf(body.RootElement);
        var remote = await RemoteAsync(request, repository, TextOf(body.RootElement, "baseurl")).ConfigureAwait(false);
        var asked = SyncTask.RequestFor(services.Types.PrnOf(repository), services.Types.PrnOf(remote)) with
        {
            UserId = request.Caller.User?.Id,
            DomainId = request.DomainId,
            CorrelationId = request.Http.TraceIdentifier,
        };
        var task = await dispatcher.DispatchAsync<SyncTask, SyncArguments>(
            asked, new SyncArguments(repository.Id, remote.Id, Mirror: false, JsonSerializer.SerializeToElement(options)), request.Cancellation).ConfigureAwait(false);
        await GalaxyAnswers.WriteAsync(request.Http, writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("task", RoleImports.NumberOf(task.Id));
            writer.WriteString("pulp_id", task.Id.ToString());
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private async Task<AnsibleRepository> RequireRepositoryAsync(DistributionRequest request)
    {
        GalaxyReadAccess.RequireLogin(request);
        var repository = request.Distribution!.Repository is { } id
            ? await services.Database.ReadAsync(session => session.Resources.GetAsync(id), request.Cancellation).ConfigureAwait(false) as AnsibleRepository
            : throw new GalaxyException(GalaxyError.Invalid, "This distribution serves a fixed version, or nothing; only the repository of a distribution is synced.");
        return repository is not null && await request.IsAllowedAsync(Sync, services.Types.PrnOf(repository)).ConfigureAwait(false)
            ? repository
            : throw new GalaxyException(GalaxyError.Denied, "You do not have the permission to sync this repository.");
    }

    private async Task<RoleRemote> RemoteAsync(EndpointRequest request, AnsibleRepository repository, string? url)
    {
        if (url is null)
        {
            var own = repository.Remote is { } id ? await services.Database.ReadAsync(session => session.Resources.GetAsync(id), request.Cancellation).ConfigureAwait(false) : null;
            return own as RoleRemote ?? throw Invalid("baseurl", "The repository has no remote for roles: give it one, or name the address of one that there is.");
        }

        foreach (var remote in await services.Database.ReadAsync(session => RemotesAsync(session, request.DomainId), request.Cancellation).ConfigureAwait(false))
        {
            if (remote.Url.TrimEnd('/') == url.TrimEnd('/') && await request.IsAllowedAsync(View, services.Types.PrnOf(remote)).ConfigureAwait(false))
                return remote;
        }

        throw Invalid("baseurl", "There is no remote for roles with this address that you may see.");
    }

    private async ValueTask<IReadOnlyList<RoleRemote>> RemotesAsync(IStoreSession session, Guid domainId)
    {
        var all = new List<RoleRemote>();
        for (Page<Resource> page; ;)
        {
            page = await session.Resources.QueryAsync(ResourceKind.Remote, remotes, domainId, new Query { Offset = all.Count, Limit = AtOnce, WithCount = false }).ConfigureAwait(false);
            all.AddRange(page.Items.Cast<RoleRemote>());
            if (page.Items.Count < AtOnce)
                return all;
        }
    }

    private static JsonObject OptionsOf(JsonElement body)
    {
        var options = new JsonObject();
        var (user, name, version) = (TextOf(body, "github_user"), TextOf(body, "role_name"), TextOf(body, "role_version"));
        if (user is null && (name ?? version) is not null)
            throw Invalid("github_user", "Whose role it is must be said as well.");
        if (version is not null && name is null)
            throw Invalid("role_name", "Which role it is a version of must be said as well.");
        if (user is not null)
            options["roles"] = new JsonArray(ChoiceOf(user, name, version).ToString());
        if (body.TryGetProperty("limit", out var limit) && limit.ValueKind != JsonValueKind.Null)
            options["role_limit"] = limit.ValueKind == JsonValueKind.Number && limit.TryGetInt32(out var number) && number > 0 ? number : throw Invalid("limit", "It is a number from 1.");
        return options;
    }

    private static RoleChoice ChoiceOf(string user, string? name, string? version)
    {
        if (!RoleName.IsNamespace(user))
            throw Invalid("github_user", RoleName.NamespaceRule);
        if (name is not null && !RoleName.IsName(name))
            throw Invalid("role_name", RoleName.NameRule);
        return version is { Length: > 128 } ? throw Invalid("role_version", "It has at most 128 characters.") : new RoleChoice(user, name, version);
    }

    private static string? TextOf(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static GalaxyException Invalid(string parameter, string message) => new(GalaxyError.Invalid, message) { Parameter = parameter };
}
