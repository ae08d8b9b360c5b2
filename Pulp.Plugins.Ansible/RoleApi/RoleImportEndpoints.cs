using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Git;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Plugins.Ansible.Protocol;
using Pulp.Plugins.Ansible.Roles;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.RoleApi;

/// <summary>
/// Answers <c>ansible-galaxy role import</c>, and tells what became of imports and syncs.
/// </summary>
internal sealed class RoleImportEndpoints(GalaxyServices services, RoleWriteAccess access, RoleImports imports, TaskDispatcher dispatcher)
{
    private const int DefaultSize = 10;
    private const string Upload = "upload_to";

    public async Task ImportAsync(DistributionRequest request)
    {
        GalaxyReadAccess.RequireLogin(request);
        if (services.Options.RoleImportUrl is not { Length: > 0 } template)
            throw new GalaxyException(GalaxyError.NotFound, "Roles are not imported here.");
        var fields = await ReadAsync(request).ConfigureAwait(false);
        var (user, name) = ImportSource.Of(field => fields.GetValueOrDefault(field));
        var (reference, alternate) = (TextOf(fields, "github_reference"), TextOf(fields, "alternate_role_name"));
        var space = TextOf(fields, "alternate_namespace_name") ?? user;
        if (reference is not null && !GitReference.IsValid(reference))
            throw Invalid("github_reference", "Write the name of a branch or tag, or a commit.");
        if (alternate is not null && !RoleName.IsName(alternate))
            throw Invalid("alternate_role_name", RoleName.NameRule);
        if (!RoleName.IsNamespace(space))
            throw Invalid("alternate_namespace_name", RoleName.NamespaceRule);
        if (TextOf(fields, "alternate_clone_url") is not null)
            throw Invalid("alternate_clone_url", "Roles are taken from the git host of this server alone; for another, have a git remote made.");
        var repository = await access.RequireAsync(request, space, Upload).ConfigureAwait(false);
        var url = template.Replace("{user}", user, StringComparison.Ordinal).Replace("{repository}", name, StringComparison.Ordinal);
        var asked = new TaskRequest
        {
            Name = ImportRoleTask.TaskName,
            Locks = [RoleImports.LockOf(user, name), $"shared:{services.Types.PrnOf(repository)}"],
            UserId = request.Caller.User?.Id,
            DomainId = request.DomainId,
            CorrelationId = request.Http.TraceIdentifier,
        };
        var task = await dispatcher.DispatchAsync<ImportRoleTask, ImportRole>(asked, new ImportRole(repository.Id, url, space, reference, alternate), request.Cancellation).ConfigureAwait(false);
        await RoleTaskAnswers.WriteAsync(request.Http, task, StatusCodes.Status201Created).ConfigureAwait(false);
    }

    /// <summary>Answers with the import that is named, the newest of a git repository, or a page of the newest of all.</summary>
    public async Task ImportsAsync(DistributionRequest request, GalaxyStyle style)
    {
        GalaxyReadAccess.RequireLogin(request);
        var query = request.Http.Request.Query;
        if (query["id"].ToString() is { Length: > 0 } id)
            await WriteAsync(request, await FindAsync(request, id).ConfigureAwait(false)).ConfigureAwait(false);
        else if (query["github_user"].Count > 0 && query["github_repo"].Count > 0)
            await WriteAsync(request, await imports.FindAsync(request.DomainId, query["github_user"].ToString(), query["github_repo"].ToString(), request.Cancellation).ConfigureAwait(false)).ConfigureAwait(false);
        else
            await ListAsync(request, style).ConfigureAwait(false);
    }

    public async Task ShowAsync(DistributionRequest request)
    {
        GalaxyReadAccess.RequireLogin(request);
        await WriteAsync(request, await FindAsync(request, request["id"]).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private Task<PulpTask?> FindAsync(DistributionRequest request, string id) =>
        imports.FindAsync(request.DomainId, long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0, request.Cancellation);

    private static async Task WriteAsync(DistributionRequest request, PulpTask? task)
    {
        if (task is null || !await RoleTaskAnswers.IsVisibleAsync(request, task).ConfigureAwait(false))
            throw new GalaxyException(GalaxyError.NotFound, "There is no such task.");
        await RoleTaskAnswers.WriteAsync(request.Http, task, StatusCodes.Status200OK).ConfigureAwait(false);
    }

    private async Task ListAsync(DistributionRequest request, GalaxyStyle style)
    {
        var filters = ListFilters.Of(request.Http.Request.Query, "github_repo", "github_user", "state");
        var page = NumberedPage.Of(request.Http.Request.Query, DefaultSize);
        var found = new List<PulpTask>();
        foreach (var task in await imports.NewestAsync(request.DomainId, request.Cancellation).ConfigureAwait(false))
        {
            var (user, repository) = RoleImports.SourceOf(task);
            if ((filters["github_user"] ?? user) == user && (filters["github_repo"] ?? repository) == repository
                && (filters["state"] is not { } state || state.Equals(RoleTaskAnswers.StateOf(task), StringComparison.OrdinalIgnoreCase))
                && await RoleTaskAnswers.IsVisibleAsync(request, task).ConfigureAwait(false))
                found.Add(task);
        }

        page.RequireWithin(found.Count);
        await GalaxyAnswers.WriteAsync(request.Http, writer => page.Write(
            writer,
            request.Origin,
            GalaxyReading.PathsOf(request, style).Distribution + "v1/imports/",
            filters.Values,
            found.Count,
            found.Skip((int)page.Offset).Take(page.Size),
            task => RoleTaskAnswers.Write(writer, task))).ConfigureAwait(false);
    }

    private static string? TextOf(IReadOnlyDictionary<string, string> fields, string name) => fields.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;

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
}
