using Pulp.Access;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Publishing;

/// <summary>
/// Knows to whom namespaces belong: who may publish in one, and who may make a new one.
/// </summary>
internal sealed class NamespaceOwnership
{
    private readonly IPulpDatabase database;
    private readonly ResourceChanges resources;
    private readonly IAccessEvaluator access;
    private readonly GalaxyTypes types;
    private readonly ResourceType type;

    public NamespaceOwnership(IPulpDatabase database, ResourceChanges resources, IAccessEvaluator access, GalaxyTypes types, PulpCatalog catalog)
    {
        this.database = database;
        this.resources = resources;
        this.access = access;
        this.types = types;
        type = catalog.ResourceTypes.Single(other => other.ClrType == typeof(AnsibleNamespace));
    }

    public Task<AnsibleNamespace?> FindAsync(string name, Guid domainId, CancellationToken cancellationToken) => database.ReadAsync(
        async session => await session.Resources.FindAsync(ResourceKind.Custom, domainId, name, type).ConfigureAwait(false) as AnsibleNamespace, cancellationToken);

    /// <summary>Decides whether a caller may do something with a namespace.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="action">For example <c>upload_to</c>.</param>
    /// <param name="found">The namespace; null asks for the permission on all.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public ValueTask<bool> IsAllowedAsync(Caller caller, string action, AnsibleNamespace? found, CancellationToken cancellationToken) =>
        access.IsAllowedAsync(caller, $"ansible.{action}_ansiblenamespace", found is null ? null : types.PrnOf(found), cancellationToken);

    /// <summary>Gets the namespace that is published in; one that is missing is made for whoever may make namespaces.</summary>
    /// <returns>The namespace; null when it is missing or not the caller's.</returns>
    public async Task<AnsibleNamespace?> EnsureAsync(string name, Caller caller, Guid domainId, CancellationToken cancellationToken)
    {
        if (await FindAsync(name, domainId, cancellationToken).ConfigureAwait(false) is { } found)
            return await IsAllowedAsync(caller, "upload_to", found, cancellationToken).ConfigureAwait(false) ? found : null;
        if (!await IsAllowedAsync(caller, "add", null, cancellationToken).ConfigureAwait(false))
            return null;
        return await resources.CreateAsync(new AnsibleNamespace { Name = name, DomainId = domainId }, caller.User?.Id, cancellationToken).ConfigureAwait(false) is ChangeOutcome.Done { Resource: AnsibleNamespace created }
            ? created
            // Another client made it at the same moment.
            : await FindAsync(name, domainId, cancellationToken).ConfigureAwait(false) is { } other && await IsAllowedAsync(caller, "upload_to", other, cancellationToken).ConfigureAwait(false) ? other : null;
    }
}
