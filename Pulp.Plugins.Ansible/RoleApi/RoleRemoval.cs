using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Git;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Protocol;
using Pulp.Plugins.Ansible.Roles;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.RoleApi;

/// <summary>
/// Takes roles out of a repository, by their names or as <c>ansible-galaxy role delete</c> names them.
/// </summary>
internal sealed class RoleRemoval(GalaxyServices services, RoleWriteAccess access, TaskDispatcher dispatcher)
{
    public async Task RemoveImportedAsync(DistributionRequest request)
    {
        var (user, git) = ImportSource.Of(field => request.Http.Request.Query[field].ToString());
        var repository = await access.RequireAsync(request, user, "delete").ConfigureAwait(false);
        var roles = await FindAsync(repository, [$"{user}.{git}", $"{user}.{RoleSources.NameOf(git)}"], request.Cancellation).ConfigureAwait(false);
        if (roles is not [Role first, ..])
            throw new GalaxyException(GalaxyError.NotFound, RoleEndpoints.Missing($"{user}.{git}"));
        var waiting = await RunAsync(request, repository, roles).ConfigureAwait(false) is { } task ? services.AddressOf(task) : null;
        var name = $"{first.Namespace}.{first.Name}";
        await GalaxyAnswers.WriteAsync(
            request.Http,
            writer =>
            {
                writer.WriteStartObject();
                if (waiting is not null)
                    writer.WriteString("task", waiting);
                writer.WriteString("status", waiting is null ? $"Role {name} deleted" : $"Role {name} will be deleted when the repository is free: {waiting}");
                writer.WriteStartArray("deleted_roles");
                if (waiting is null)
                    WriteDeleted(writer, first);
                writer.WriteEndArray();
                writer.WriteEndObject();
            },
            waiting is null ? StatusCodes.Status200OK : StatusCodes.Status202Accepted).ConfigureAwait(false);
    }

    public async Task RemoveAsync(DistributionRequest request)
    {
        var id = request["id"];
        var repository = await access.RequireAsync(request, id[..Math.Max(0, id.LastIndexOf('.'))], "delete").ConfigureAwait(false);
        if (await FindAsync(repository, [id], request.Cancellation).ConfigureAwait(false) is not { Count: > 0 } roles)
            throw new GalaxyException(GalaxyError.NotFound, RoleEndpoints.Missing(id));
        await AnswerAsync(request, repository, roles).ConfigureAwait(false);
    }

    /// <summary>Has roles removed and answers 204, or 202 with the task's address while something else keeps the repository.</summary>
    public async Task AnswerAsync(EndpointRequest request, AnsibleRepository repository, IReadOnlyList<Role> roles)
    {
        if (roles.Count == 0 || await RunAsync(request, repository, roles).ConfigureAwait(false) is not { } waiting)
            request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        else
            await GalaxyTasks.WriteAsync(request.Http, services, waiting).ConfigureAwait(false);
    }

    // Gives the task that will do it, or null when it is done: inside the request, if nothing else keeps the repository.
    private async Task<PulpTask?> RunAsync(EndpointRequest request, AnsibleRepository repository, IReadOnlyList<Role> roles)
    {
        var asked = new TaskRequest
        {
            Name = RemoveRoleTask.TaskName,
            Locks = [$"shared:{services.Types.PrnOf(repository)}"],
            IsShort = true,
            UserId = request.Caller.User?.Id,
            DomainId = request.DomainId,
            CorrelationId = request.Http.TraceIdentifier,
        };
        var task = await dispatcher.DispatchAsync<RemoveRoleTask, RemoveRole>(asked, new RemoveRole(repository.Id, [.. roles.Select(role => role.Id)]), request.Cancellation).ConfigureAwait(false);
        return task.State switch
        {
            TaskState.Completed => null,
            TaskState.Failed => throw new GalaxyException(GalaxyError.Failed, task.Error?.Description ?? GalaxyError.Failed.Title),
            TaskState.Canceled => throw new GalaxyException(GalaxyError.Unavailable, "The removal was canceled."),
            _ => task,
        };
    }

    private static void WriteDeleted(Utf8JsonWriter writer, Role role)
    {
        writer.WriteStartObject();
        writer.WriteString("id", $"{role.Namespace}.{role.Name}");
        writer.WriteString("namespace", role.Namespace);
        writer.WriteString("name", role.Name);
        writer.WriteEndObject();
    }

    // The versions of the first of some roles that is there.
    private Task<IReadOnlyList<Role>> FindAsync(AnsibleRepository repository, IReadOnlyList<string> names, CancellationToken cancellationToken) => services.Database.ReadAsync<IReadOnlyList<Role>>(
        async session =>
        {
            var latest = await session.Versions.FindAsync(repository.Id).ConfigureAwait(false);
            foreach (var name in names)
            {
                if (latest is not null && await services.Roles.VersionsAsync(session, latest, name).ConfigureAwait(false) is { Count: > 0 } found)
                    return found;
            }

            return [];
        },
        cancellationToken);
}
