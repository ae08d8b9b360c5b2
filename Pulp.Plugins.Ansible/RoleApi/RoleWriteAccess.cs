using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Protocol;

namespace Pulp.Plugins.Ansible.RoleApi;

/// <summary>
/// Decides who may change the roles that a distribution serves: whoever may modify its repository, and whoever may publish there, within the namespaces that are the caller's.
/// </summary>
internal sealed class RoleWriteAccess(GalaxyServices services, GalaxyWriteAccess access, RoleNamespaces namespaces)
{
    private const string Modify = "ansible.modify_ansiblerepository";

    /// <summary>Gets the repository in which roles of a namespace are to be changed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="space">The namespace.</param>
    /// <param name="action">What the caller must be allowed to do with it otherwise, for example <c>upload_to</c>.</param>
    /// <exception cref="GalaxyException">The caller may not, or there is none.</exception>
    public async Task<AnsibleRepository> RequireAsync(DistributionRequest request, string space, string action)
    {
        var repository = await access.RequireRepositoryAsync(request, (AnsibleDistribution)request.Distribution!).ConfigureAwait(false);
        if (await request.IsAllowedAsync(Modify, services.Types.PrnOf(repository)).ConfigureAwait(false))
            return repository;
        var found = await namespaces.FindAsync(space, request.DomainId, request.Cancellation).ConfigureAwait(false);
        return found.Provider is { } provider && await IsAllowedAsync(request, action, provider).ConfigureAwait(false)
            ? repository
            : throw new GalaxyException(
                GalaxyError.Denied, $"The namespace '{space}' of roles does not belong to you; an owner of it can give it to you, and who may modify the repository needs none.");
    }

    /// <summary>Asks whether the caller may do something with a namespace; null asks for the permission on all.</summary>
    public ValueTask<bool> IsAllowedAsync(EndpointRequest request, string action, AnsibleNamespace? provider) =>
        request.IsAllowedAsync($"ansible.{action}_ansiblenamespace", provider is null ? null : namespaces.PrnOf(provider));
}
