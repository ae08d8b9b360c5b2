using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Git;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Plugins.Ansible.Roles;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Answers <c>ansible-galaxy role import</c> and <c>role delete</c>: version 1 of the API.
/// </summary>
internal sealed class RoleImportEndpoints(GalaxyServices services, GalaxyWriteAccess access, TaskDispatcher dispatcher)
{
    private const string Modify = "ansible.modify_ansiblerepository";
    private readonly RoleImports imports = new(services.Database, dispatcher);

    public async Task ImportAsync(DistributionRequest request)
    {
        var repository = await RequireRepositoryAsync(request).ConfigureAwait(false);
        if (services.Options.RoleImportUrl is not { Length: > 0 } template)
            throw new GalaxyException(GalaxyError.NotFound, "Roles are not imported here.");
        var fields = await ReadAsync(request).ConfigureAwait(false);
        var (user, name) = SourceOf(field => fields.GetValueOrDefault(field));
        var (reference, alternate) = (fields.GetValueOrDefault("github_reference"), fields.GetValueOrDefault("alternate_role_name"));
        if (!string.IsNullOrEmpty(reference) && !GitReference.IsValid(reference))
            throw Invalid("github_reference", "Write the name of a branch or tag, or a commit.");
        if (!string.IsNullOrEmpty(alternate) && !RoleName.IsName(alternate))
            throw Invalid("alternate_role_name", RoleName.NameRule);
        var url = template.Replace("{user}", user, StringComparison.Ordinal).Replace("{repository}", name, StringComparison.Ordinal);
        var asked = new TaskRequest
        {
            Name = ImportRoleTask.TaskName,
            Locks = [RoleImports.LockOf(user, name), $"shared:{services.Types.PrnOf(repository)}"],
            UserId = request.Caller.User?.Id,
            DomainId = request.DomainId,
            CorrelationId = request.Http.TraceIdentifier,
        };
        var import = new ImportRole(repository.Id, url, user, string.IsNullOrEmpty(reference) ? null : reference, string.IsNullOrEmpty(alternate) ? null : alternate);
        await WriteAsync(request.Http, await dispatcher.DispatchAsync<ImportRoleTask, ImportRole>(asked, import, request.Cancellation).ConfigureAwait(false), StatusCodes.Status201Created).ConfigureAwait(false);
    }

    public async Task StatusAsync(DistributionRequest request)
    {
        GalaxyReadAccess.RequireLogin(request);
        var query = request.Http.Request.Query;
        var task = query["id"].ToString() is { Length: > 0 } id
            ? await imports.FindAsync(request.DomainId, long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0, request.Cancellation).ConfigureAwait(false)
            : await imports.FindAsync(request.DomainId, query["github_user"].ToString(), query["github_repo"].ToString(), request.Cancellation).ConfigureAwait(false);
        if (task is null || (task.CreatedBy != request.Caller.User!.Id && !await request.IsAllowedAsync("core.view_task", null).ConfigureAwait(false)))
            throw new GalaxyException(GalaxyError.NotFound, "There is no such import.");
        await WriteAsync(request.Http, task, StatusCodes.Status200OK).ConfigureAwait(false);
    }

    public async Task RemoveAsync(DistributionRequest request)
    {
        var repository = await RequireRepositoryAsync(request).ConfigureAwait(false);
        var (user, git) = SourceOf(field => request.Http.Request.Query[field].ToString());
        var roles = await services.Database.ReadAsync(
            async session =>
            {
                var latest = await session.Versions.FindAsync(repository.Id).ConfigureAwait(false);
                foreach (var name in new[] { git, RoleSources.NameOf(git) })
                {
                    if (latest is not null && await session.Memberships.GroupAsync(latest, services.Types.Roles, $"{user}.{name}").ConfigureAwait(false) is { Count: > 0 } found)
                        return found;
                }

                return [];
            },
            request.Cancellation).ConfigureAwait(false);
        if (roles is not [Role first, ..])
            throw new GalaxyException(GalaxyError.NotFound, $"There is no role '{user}.{git}' in this repository.");
        var asked = new TaskRequest
        {
            Name = RemoveRoleTask.TaskName,
            Locks = [$"shared:{services.Types.PrnOf(repository)}"],
            IsShort = true,
            UserId = request.Caller.User?.Id,
            DomainId = request.DomainId,
            CorrelationId = request.Http.TraceIdentifier,
        };
        var removal = new RemoveRole(repository.Id, [.. roles.Select(role => role.Id)]);
        await dispatcher.DispatchAsync<RemoveRoleTask, RemoveRole>(asked, removal, request.Cancellation).ConfigureAwait(false);
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

    private static (string User, string Repository) SourceOf(Func<string, string?> get)
    {
        var (user, repository) = (get("github_user") ?? "", get("github_repo") ?? "");
        if (!RoleName.IsNamespace(user))
            throw Invalid("github_user", RoleName.NamespaceRule);
        return RoleName.IsNamespace(repository) ? (user, repository) : throw Invalid("github_repo", "It is the name of a git repository: letters, digits, dots, hyphens and underscores.");
    }

    private static GalaxyException Invalid(string parameter, string message) => new(GalaxyError.Invalid, message) { Parameter = parameter };

    // Older clients send a form, newer ones JSON.
    private static async Task<IReadOnlyDictionary<string, string>> ReadAsync(DistributionRequest request)
    {
        if (request.Http.Request.HasFormContentType)
        {
            if (request.Http.Request.ContentLength is not (> 0 and <= GalaxyBodies.MaximumSize))
                throw new GalaxyException(GalaxyError.TooLarge, "The form is too large.");
            try
            {
                var form = await request.Http.Request.ReadFormAsync(request.Cancellation).ConfigureAwait(false);
                return form.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
            }
            catch (InvalidDataException malformed)
            {
                throw new GalaxyException(GalaxyError.Invalid, $"The form is malformed: {malformed.Message}");
            }
        }

        using var body = await GalaxyBodies.ReadAsync(request).ConfigureAwait(false);
        return body.RootElement.EnumerateObject().Where(field => field.Value.ValueKind == JsonValueKind.String).DistinctBy(field => field.Name, StringComparer.Ordinal)
            .ToDictionary(field => field.Name, field => field.Value.GetString()!, StringComparer.Ordinal);
    }

    private async Task<AnsibleRepository> RequireRepositoryAsync(DistributionRequest request)
    {
        // The namespaces of roles are names of accounts elsewhere: they belong to nobody here.
        var repository = await access.RequireRepositoryAsync(request, (AnsibleDistribution)request.Distribution!).ConfigureAwait(false);
        return await request.IsAllowedAsync(Modify, services.Types.PrnOf(repository)).ConfigureAwait(false)
            ? repository
            : throw new GalaxyException(GalaxyError.Denied, "You do not have the permission to change this repository.");
    }

    private static Task WriteAsync(HttpContext http, PulpTask task, int statusCode) => GalaxyAnswers.WriteAsync(
        http,
        writer =>
        {
            var (user, repository) = RoleImports.SourceOf(task);
            writer.WriteStartObject();
            writer.WriteStartArray("results");
            writer.WriteStartObject();
            writer.WriteNumber("id", RoleImports.NumberOf(task.Id));
            writer.WriteString("pulp_id", task.Id.ToString());
            writer.WriteString("github_user", user);
            writer.WriteString("github_repo", repository);
            writer.WriteString("state", StateOf(task));
            writer.WriteStartObject("summary_fields");
            writer.WriteStartObject("role");
            writer.WriteString("namespace", user);
            writer.WriteString("name", RoleSources.NameOf(repository));
            writer.WriteEndObject();
            WriteMessages(writer, task);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        },
        statusCode);

    private static void WriteMessages(Utf8JsonWriter writer, PulpTask task)
    {
        writer.WriteStartArray("task_messages");
        if (StateOf(task) is ("SUCCESS" or "FAILED") and var state)
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", 1);
            writer.WriteString("message_type", state);
            writer.WriteString("message_text", state == "SUCCESS" ? $"Imported; {task.CreatedResources.Count} new versions of the repository." : task.Error?.Description ?? "The import was canceled.");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string StateOf(PulpTask task) => task.State switch
    {
        TaskState.Completed => "SUCCESS",
        TaskState.Failed or TaskState.Canceled or TaskState.Skipped => "FAILED",
        TaskState.Waiting => "PENDING",
        _ => "RUNNING",
    };
}
