using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Plugins.Ansible.Protocol;
using Pulp.Plugins.Ansible.Roles;
using Pulp.Resources;

namespace Pulp.Plugins.Ansible.RoleApi;

/// <summary>
/// Gives namespaces of roles to users, and empties them.
/// </summary>
internal sealed class RoleNamespaceChanges(GalaxyServices services, RoleWriteAccess access, RoleNamespaces namespaces, RoleNamespaceEndpoints reading, RoleRemoval removal)
{
    public async Task CreateAsync(DistributionRequest request, GalaxyStyle style)
    {
        GalaxyReadAccess.RequireLogin(request);
        using var body = await GalaxyBodies.ReadAsync(request).ConfigureAwait(false);
        var name = TextOf(body.RootElement, "name");
        if (name is null || !RoleName.IsNamespace(name))
            throw Invalid("name", RoleName.NamespaceRule);
        var space = await namespaces.FindAsync(name, request.DomainId, request.Cancellation).ConfigureAwait(false);
        if (space.Provider is null)
        {
            if (!await access.IsAllowedAsync(request, "add", null).ConfigureAwait(false))
                throw new GalaxyException(GalaxyError.Denied, "To make a namespace takes the permission ansible.add_ansiblenamespace.");
            // Another client may have made it at the same moment: then it is that one's.
            await namespaces.CreateAsync(name, request.DomainId, request.Caller.User!.Id, request.Cancellation).ConfigureAwait(false);
            space = await namespaces.FindAsync(name, request.DomainId, request.Cancellation).ConfigureAwait(false);
        }

        await reading.WriteAsync(request, style, space).ConfigureAwait(false);
    }

    /// <summary>Takes the roles of a namespace out of the repository. To whom it belongs stays: that is for the whole server.</summary>
    public async Task DeleteAsync(DistributionRequest request)
    {
        var space = await reading.RequireAsync(request).ConfigureAwait(false);
        var repository = await access.RequireAsync(request, space.Name, "delete").ConfigureAwait(false);
        var latest = await services.Database.ReadAsync(session => session.Versions.FindAsync(repository.Id), request.Cancellation).ConfigureAwait(false);
        await removal.AnswerAsync(request, repository, latest is null ? [] : await services.Roles.OfNamespaceAsync(latest, space.Name, request.Cancellation).ConfigureAwait(false)).ConfigureAwait(false);
    }

    public async Task SetOwnersAsync(DistributionRequest request)
    {
        GalaxyReadAccess.RequireLogin(request);
        var space = await reading.RequireAsync(request).ConfigureAwait(false);
        if (space.Provider is not { } provider)
            throw Invalid("owners", $"The namespace '{space.Name}' belongs to nobody yet: make it yours with a POST to the list of namespaces, or give it a provider.");
        if (!await access.IsAllowedAsync(request, "manage_roles", provider).ConfigureAwait(false))
            throw GalaxyWriteAccess.NotYours(space.Name);
        using var body = await GalaxyBodies.ReadAsync(request).ConfigureAwait(false);
        if (!body.RootElement.TryGetProperty("owners", out var list) || list.ValueKind != JsonValueKind.Array)
            throw Invalid("owners", "A list of users is expected, each with its 'id'.");
        var ids = list.EnumerateArray().Select(IdOf).ToHashSet();
        var owners = ids.Contains(0) ? null : await namespaces.SetOwnersAsync(provider, ids, request.Cancellation).ConfigureAwait(false);
        if (owners is null)
            throw Invalid("owners", "One of these users does not exist.");
        await GalaxyAnswers.WriteAsync(request.Http, writer => UserWriting.Write(writer, owners)).ConfigureAwait(false);
    }

    public async Task BindAsync(DistributionRequest request)
    {
        GalaxyReadAccess.RequireLogin(request);
        var space = await reading.RequireAsync(request).ConfigureAwait(false);
        using var body = await GalaxyBodies.ReadAsync(request).ConfigureAwait(false);
        if (TextOf(body.RootElement, "id") is not { } id || await namespaces.FindProviderAsync(id, request.DomainId, request.Cancellation).ConfigureAwait(false) is not { } provider)
            throw Invalid("id", "It is the identifier or the name of a namespace of this server; there is none like this.");

        // From whom it is taken must agree as well; what belongs to nobody is for those to give who may make namespaces.
        if (!await access.IsAllowedAsync(request, "change", provider).ConfigureAwait(false))
            throw GalaxyWriteAccess.NotYours(provider.Name);
        if (!await access.IsAllowedAsync(request, space.Provider is null ? "add" : "change", space.Provider).ConfigureAwait(false))
            throw GalaxyWriteAccess.NotYours(space.Name);
        await namespaces.BindAsync(space.Name, provider, request.Cancellation).ConfigureAwait(false);
        await GalaxyAnswers.WriteAsync(request.Http, writer =>
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static string? TextOf(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long IdOf(JsonElement user) => user.ValueKind == JsonValueKind.Object && user.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number) ? number : 0;

    private static GalaxyException Invalid(string parameter, string message) => new(GalaxyError.Invalid, message) { Parameter = parameter };
}
