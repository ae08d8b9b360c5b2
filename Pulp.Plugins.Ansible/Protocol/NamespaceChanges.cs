using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Changes;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Publishing;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Has what is said of namespaces changed by those to whom they belong.
/// </summary>
internal sealed class NamespaceChanges(GalaxyServices services, GalaxyWriteAccess access, NamespaceOwnership owners, GalaxyTasks tasks, NamespaceReading namespaces)
{
    /// <summary>Makes a namespace, if the caller may, and says something of it.</summary>
    public async Task CreateAsync(DistributionRequest request, string name, NamespaceForm form)
    {
        var repository = await access.RequireRepositoryAsync(request, (AnsibleDistribution)request.Distribution!).ConfigureAwait(false);
        if (await IsDescribedAsync(request, repository, name).ConfigureAwait(false))
            throw new GalaxyException(GalaxyError.Conflict, $"The namespace '{name}' is described in this repository already.") { Parameter = "name" };
        if (await owners.EnsureAsync(name, request.Caller, repository.DomainId, request.Cancellation).ConfigureAwait(false) is null)
            throw GalaxyWriteAccess.NotYours(name);
        await SetAsync(request, repository, name, form).ConfigureAwait(false);
    }

    public async Task ChangeAsync(DistributionRequest request, string name, NamespaceForm form)
    {
        var (repository, _) = await access.RequireAsync(request, name, "change").ConfigureAwait(false);
        if (!await IsDescribedAsync(request, repository, name).ConfigureAwait(false))
            throw new GalaxyException(GalaxyError.NotFound, NamespaceEndpoints.Missing(name));
        await SetAsync(request, repository, name, form).ConfigureAwait(false);
    }

    public async Task DeleteAsync(DistributionRequest request, string name)
    {
        var (repository, _) = await access.RequireAsync(request, name, "delete").ConfigureAwait(false);
        var latest = await services.Database.ReadAsync(session => session.Versions.FindAsync(repository.Id), request.Cancellation).ConfigureAwait(false);
        if (latest is null || await namespaces.ReadAsync(latest, [name], request.Cancellation).ConfigureAwait(false) is [])
            throw new GalaxyException(GalaxyError.NotFound, NamespaceEndpoints.Missing(name));
        if (await namespaces.IsUsedAsync(latest, name, request.Cancellation).ConfigureAwait(false))
            throw new GalaxyException(GalaxyError.Invalid, $"The namespace '{name}' cannot be deleted because there are collections of it in the repository.");
        await tasks.RunAsync<RemoveNamespaceTask, RemoveNamespace>(request, RemoveNamespaceTask.TaskName, new RemoveNamespace(repository.Id, name), [repository]).ConfigureAwait(false);
    }

    private async Task<bool> IsDescribedAsync(EndpointRequest request, AnsibleRepository repository, string name) => await services.Database.ReadAsync(
        async session => await session.Versions.FindAsync(repository.Id).ConfigureAwait(false) is { } latest && await namespaces.FindAsync(session, latest, name).ConfigureAwait(false) is not null,
        request.Cancellation).ConfigureAwait(false);

    private async Task SetAsync(EndpointRequest request, AnsibleRepository repository, string name, NamespaceForm form)
    {
        var fields = form.Fields with { RepositoryId = repository.Id, Name = name };
        if (NamespaceMetadata.Check(fields.ApplyTo(new AnsibleNamespaceMetadata { Name = name, MetadataSha256 = "" })) is var (field, problem))
            throw new GalaxyException(GalaxyError.Invalid, problem) { Parameter = field };
        if (form.Avatar is { } picture)
        {
            using var stream = new MemoryStream(picture);
            var stored = await services.Ingest.StoreAsync(stream, repository.DomainId, cancellationToken: request.Cancellation).ConfigureAwait(false);
            fields = fields with { Avatar = stored.Id, AvatarEnding = Avatar.EndingOf(picture) };
        }

        await tasks.RunAsync<SetNamespaceTask, SetNamespace>(request, SetNamespaceTask.TaskName, fields, [repository]).ConfigureAwait(false);
    }
}
