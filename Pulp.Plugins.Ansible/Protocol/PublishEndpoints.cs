using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Plugins.Ansible.Publishing;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Takes collections that are published.
/// </summary>
internal sealed class PublishEndpoints(GalaxyWriteAccess access, CollectionPublishing publishing, NamespaceOwnership namespaces)
{
    public Task PublishAsync(DistributionRequest request, GalaxyStyle style) => PublishAsync(request, (AnsibleDistribution)request.Distribution!, style);

    public async Task PublishAsync(EndpointRequest request, AnsibleDistribution distribution, GalaxyStyle style)
    {
        var repository = await access.RequireRepositoryAsync(request, distribution).ConfigureAwait(false);
        var target = await publishing.TargetOfAsync(repository, request.Cancellation).ConfigureAwait(false);
        var http = request.Http;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        var (name, staged) = await PublishForm.ReadAsync(http.Request, publishing, file => CheckAsync(request, repository, target, file), request.Cancellation).ConfigureAwait(false);
        var task = await publishing.ImportAsync(target, staged, name, request.Caller, http.TraceIdentifier, request.Cancellation).ConfigureAwait(false);
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

    private async Task CheckAsync(EndpointRequest request, AnsibleRepository repository, AnsibleRepository target, CollectionFileName file)
    {
        var name = file.Collection.Namespace;
        if (await namespaces.EnsureAsync(name, request.Caller, repository.DomainId, request.Cancellation).ConfigureAwait(false) is null)
            throw GalaxyWriteAccess.NotYours(name);
        if (await publishing.IsPublishedAsync(repository, file, request.Cancellation).ConfigureAwait(false)
            || (target.Id != repository.Id && await publishing.IsPublishedAsync(target, file, request.Cancellation).ConfigureAwait(false)))
            throw new GalaxyException(GalaxyError.Exists, new CollectionExistsException(file).Message);
    }
}
