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
        await RunAsync(request, repository, roles).ConfigureAwait(false);
        await GalaxyAnswers.WriteAsync(request.Http, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("status", $"Role {first.Namespace}.{first.Name} deleted");
            writer.WriteStartArray("deleted_roles");
            writer.WriteStartObject();
            writer.WriteString("id", $"{first.Namespace}.{first.Name}");
            writer.WriteString("namespace", first.Namespace);
            writer.WriteString("name", first.Name);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public async Task RemoveAsync(DistributionRequest request)
    {
        var id = request["id"];
        var repository = await access.RequireAsync(request, id[..Math.Max(0, id.LastIndexOf('.'))], "delete").ConfigureAwait(false);
        if (await FindAsync(repository, [id], request.Cancellation).ConfigureAwait(false) is not { Count: > 0 } roles)
            throw new GalaxyException(GalaxyError.NotFound, RoleEndpoints.Missing(id));
        await RunAsync(request, repository, roles).ConfigureAwait(false);
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Has roles removed: inside the request when nothing else keeps the repository.</summary>
    public async Task RunAsync(EndpointRequest request, AnsibleRepository repository, IReadOnlyList<Role> roles)
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
        await dispatcher.DispatchAsync<RemoveRoleTask, RemoveRole>(asked, new RemoveRole(repository.Id, [.. roles.Select(role => role.Id)]), request.Cancellation).ConfigureAwait(false);
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
