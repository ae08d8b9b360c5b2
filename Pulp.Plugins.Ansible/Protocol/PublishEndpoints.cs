using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Plugins.Ansible.Publishing;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Takes collections that are published.
/// </summary>
internal sealed class PublishEndpoints(GalaxyServices services, CollectionPublishing publishing, NamespaceOwnership namespaces)
{
    public Task PublishAsync(DistributionRequest request, GalaxyStyle style) => PublishAsync(request, (AnsibleDistribution)request.Distribution!, style);

    public async Task PublishAsync(EndpointRequest request, AnsibleDistribution distribution, GalaxyStyle style)
    {
        GalaxyReadAccess.RequireLogin(request);
        var repository = await RequireRepositoryAsync(request, distribution).ConfigureAwait(false);
        var http = request.Http;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        var (name, staged) = await PublishForm.ReadAsync(http.Request, publishing, file => CheckAsync(request, repository, file), request.Cancellation).ConfigureAwait(false);
        var task = await publishing.ImportAsync(repository, staged, name, request.Caller, http.TraceIdentifier, request.Cancellation).ConfigureAwait(false);
        var paths = new GalaxyPaths(style, request.Origin, distribution.BasePath);
        await GalaxyAnswers.WriteAsync(
            http,
            writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("task", paths.Import(task.Id));
                writer.WriteEndObject();
            },
            StatusCodes.Status202Accepted).ConfigureAwait(false);
    }

    /// <summary>Gets the repository that a distribution takes changes for, if the caller may publish in it.</summary>
    /// <exception cref="GalaxyException">There is none, or the caller may not.</exception>
    public async Task<AnsibleRepository> RequireRepositoryAsync(EndpointRequest request, AnsibleDistribution distribution)
    {
        if (distribution.Repository is not { } id)
            throw new GalaxyException(GalaxyError.Invalid, "This distribution serves a fixed version, or nothing; only a distribution of a repository takes changes.");
        if (await services.Database.ReadAsync(session => session.Resources.GetAsync(id), request.Cancellation).ConfigureAwait(false) is not AnsibleRepository repository)
            throw new GalaxyException(GalaxyError.NotFound, "The repository was removed meanwhile.");
        var prn = services.Types.PrnOf(repository);
        return await request.IsAllowedAsync("ansible.modify_ansiblerepository", prn).ConfigureAwait(false) || await request.IsAllowedAsync("ansible.publish_ansiblerepository", prn).ConfigureAwait(false)
            ? repository
            : throw new GalaxyException(GalaxyError.Denied, "You do not have the permission to publish in this repository.");
    }

    private async Task CheckAsync(EndpointRequest request, AnsibleRepository repository, CollectionFileName file)
    {
        var name = file.Collection.Namespace;
        if (await namespaces.EnsureAsync(name, request.Caller, repository.DomainId, request.Cancellation).ConfigureAwait(false) is null)
            throw new GalaxyException(GalaxyError.Denied, $"The namespace '{name}' does not exist, or does not belong to you; an owner of it or an administrator can give you the right to publish in it.");
        if (await publishing.IsPublishedAsync(repository, file, request.Cancellation).ConfigureAwait(false))
            throw new GalaxyException(GalaxyError.Exists, new CollectionExistsException(file).Message);
    }
}
