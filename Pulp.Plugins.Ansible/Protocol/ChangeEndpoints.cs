using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Changes;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Changes what is published: calls collections deprecated, and takes them away.
/// </summary>
internal sealed class ChangeEndpoints(GalaxyServices services, GalaxyWriteAccess access, GalaxyTasks tasks)
{
    public async Task PatchAsync(DistributionRequest request)
    {
        var name = GalaxyReading.NameOf(request);
        var (repository, _) = await access.RequireAsync(request, name.Namespace, "change").ConfigureAwait(false);
        using var body = await GalaxyBodies.ReadAsync(request).ConfigureAwait(false);
        if (!body.RootElement.TryGetProperty("deprecated", out var deprecated) || deprecated.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            throw new GalaxyException(GalaxyError.Invalid, "This field is required: true or false.") { Parameter = "deprecated" };
        await RequireHeldAsync(request, repository, name, version: null).ConfigureAwait(false);
        await tasks.RunAsync<SetDeprecationTask, SetDeprecation>(
            request, SetDeprecationTask.TaskName, new SetDeprecation(repository.Id, name.Namespace, name.Name, deprecated.GetBoolean()), [repository]).ConfigureAwait(false);
    }

    public Task DeleteCollectionAsync(DistributionRequest request) => DeleteAsync(request, GalaxyReading.NameOf(request), version: null);

    public Task DeleteVersionAsync(DistributionRequest request)
    {
        var (name, version) = GalaxyReading.VersionOf(request);
        return DeleteAsync(request, name, version);
    }

    private async Task DeleteAsync(DistributionRequest request, CollectionName name, string? version)
    {
        var (repository, _) = await access.RequireAsync(request, name.Namespace, "delete").ConfigureAwait(false);
        await RequireHeldAsync(request, repository, name, version).ConfigureAwait(false);
        var repositories = await access.ChangeableAsync(request).ConfigureAwait(false);
        if (repositories.All(other => other.Id != repository.Id))
            repositories = [.. repositories, repository];
        if (await tasks.DependentsAsync(repositories, name, version, request.Cancellation).ConfigureAwait(false) is { Count: > 0 } dependents)
        {
            await WriteDependentsAsync(request.Http, name, version, dependents).ConfigureAwait(false);
            return;
        }

        var removal = new RemoveCollection([.. repositories.Select(other => other.Id)], name.Namespace, name.Name, version);
        await tasks.RunAsync<RemoveCollectionTask, RemoveCollection>(request, RemoveCollectionTask.TaskName, removal, repositories).ConfigureAwait(false);
    }

    private async Task RequireHeldAsync(DistributionRequest request, AnsibleRepository repository, CollectionName name, string? version)
    {
        var isHeld = await services.Database.ReadAsync(
            async session => await session.Versions.FindAsync(repository.Id).ConfigureAwait(false) is { } latest
                && (version is null
                    ? (await session.Memberships.GroupIdentitiesAsync(latest, services.Types.Collections, name.ToString()).ConfigureAwait(false)).Count > 0
                    : await session.Memberships.FindAsync(latest, services.Types.PlaceOf(name, version)).ConfigureAwait(false) is not null),
            request.Cancellation).ConfigureAwait(false);
        if (!isHeld)
            throw new GalaxyException(GalaxyError.NotFound, version is null ? CollectionEndpoints.Missing(name) : CollectionEndpoints.Missing(name, version));
    }

    private static Task WriteDependentsAsync(HttpContext http, CollectionName name, string? version, IReadOnlyList<CollectionVersion> dependents) => GalaxyAnswers.WriteAsync(
        http,
        writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("detail", $"{(version is null ? $"The collection '{name}'" : $"Version {version} of the collection '{name}'")} cannot be deleted because there are other collections that require it.");
            GalaxyDocuments.WriteList(writer, "dependent_collection_versions", dependents.Select(unit => $"{unit.Namespace}.{unit.Name} {unit.Version}"));
            writer.WriteEndObject();
        },
        StatusCodes.Status400BadRequest);
}
