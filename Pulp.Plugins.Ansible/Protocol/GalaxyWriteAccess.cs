using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Publishing;
using Pulp.Queries;
using Pulp.Resources;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Decides who may change what a distribution serves: whoever may publish in its repository, within the namespaces that are the caller's.
/// </summary>
internal sealed class GalaxyWriteAccess(GalaxyServices services, NamespaceOwnership namespaces)
{
    private const int AtOnce = 1000;
    private const string Modify = "ansible.modify_ansiblerepository";
    private const string Publish = "ansible.publish_ansiblerepository";

    /// <summary>Gets the repository that a distribution takes changes for.</summary>
    /// <exception cref="GalaxyException">There is none, or the caller may not change it.</exception>
    public async Task<AnsibleRepository> RequireRepositoryAsync(EndpointRequest request, AnsibleDistribution distribution)
    {
        GalaxyReadAccess.RequireLogin(request);
        if (distribution.Repository is not { } id)
            throw new GalaxyException(GalaxyError.Invalid, "This distribution serves a fixed version, or nothing; only a distribution of a repository takes changes.");
        if (await services.Database.ReadAsync(session => session.Resources.GetAsync(id), request.Cancellation).ConfigureAwait(false) is not AnsibleRepository repository)
            throw new GalaxyException(GalaxyError.NotFound, "The repository was removed meanwhile.");
        return await MayChangeAsync(request, repository).ConfigureAwait(false)
            ? repository
            : throw new GalaxyException(GalaxyError.Denied, "You do not have the permission to publish in this repository.");
    }

    /// <summary>Gets the repository of a request, and the namespace that is to be changed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The namespace.</param>
    /// <param name="action">What the caller must be allowed to do with it, for example <c>change</c>.</param>
    /// <exception cref="GalaxyException">The caller may not, or there is none.</exception>
    public async Task<(AnsibleRepository Repository, AnsibleNamespace? Namespace)> RequireAsync(DistributionRequest request, string name, string action)
    {
        var repository = await RequireRepositoryAsync(request, (AnsibleDistribution)request.Distribution!).ConfigureAwait(false);
        // A namespace that came by a sync belongs to nobody: then the permission on all namespaces counts.
        var found = await namespaces.FindAsync(name, repository.DomainId, request.Cancellation).ConfigureAwait(false);
        return await namespaces.IsAllowedAsync(request.Caller, action, found, request.Cancellation).ConfigureAwait(false)
            ? (repository, found)
            : throw NotYours(name);
    }

    /// <summary>Gets the repositories that the caller may change.</summary>
    public async Task<IReadOnlyList<AnsibleRepository>> ChangeableAsync(EndpointRequest request)
    {
        var type = services.Catalog.ResourceTypes.Single(other => other.ClrType == typeof(AnsibleRepository));
        var changeable = new List<AnsibleRepository>();
        for (var offset = 0; ; offset += AtOnce)
        {
            var query = new Query { Offset = offset, Limit = AtOnce, WithCount = false };
            var page = await services.Database.ReadAsync(session => session.Resources.QueryAsync(ResourceKind.Repository, type, request.DomainId, query), request.Cancellation).ConfigureAwait(false);
            foreach (var repository in page.Items.OfType<AnsibleRepository>())
            {
                if (await request.IsAllowedAsync(Modify, services.Types.PrnOf(repository)).ConfigureAwait(false))
                    changeable.Add(repository);
            }

            if (page.Items.Count < AtOnce)
                return changeable;
        }
    }

    public static GalaxyException NotYours(string name) => new(
        GalaxyError.Denied, $"The namespace '{name}' does not exist, or does not belong to you; an owner of it or an administrator can give you the right to publish in it.");

    private async ValueTask<bool> MayChangeAsync(EndpointRequest request, AnsibleRepository repository)
    {
        var prn = services.Types.PrnOf(repository);
        return await request.IsAllowedAsync(Modify, prn).ConfigureAwait(false) || await request.IsAllowedAsync(Publish, prn).ConfigureAwait(false);
    }
}
