using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Queries;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Galaxy;

/// <summary>
/// Keeps a namespace that repositories hold collections of: without it, whoever makes it anew would own them.
/// </summary>
internal sealed class NamespaceRule(GalaxyTypes types, PulpCatalog catalog) : IResourceRule
{
    private const int AtOnce = 1000;
    private const int MaximumNamed = 10;

    public ValueTask CheckAsync(IStoreSession session, Resource resource, Resource? previous, FieldErrors errors) => ValueTask.CompletedTask;

    public async ValueTask CheckDeletionAsync(IStoreSession session, Resource resource, FieldErrors errors)
    {
        if (resource is not AnsibleNamespace { Name: var name })
            return;
        var type = catalog.ResourceTypes.Single(other => other.ClrType == typeof(AnsibleRepository));
        var held = new List<string>();
        for (var offset = 0; ; offset += AtOnce)
        {
            var page = await session.Resources.QueryAsync(ResourceKind.Repository, type, resource.DomainId, new Query { Offset = offset, Limit = AtOnce, WithCount = false }).ConfigureAwait(false);
            foreach (var repository in page.Items.OfType<AnsibleRepository>())
                held.AddRange((await CollectionsAsync(session, repository, name).ConfigureAwait(false)).Select(collection => $"{collection} in '{repository.Name}'"));
            if (page.Items.Count < AtOnce || held.Count > MaximumNamed)
                break;
        }

        if (held.Count > 0)
            errors.Add(FieldErrors.General, $"The namespace '{name}' cannot be deleted because repositories hold collections of it: {string.Join(", ", held.Take(MaximumNamed))}{(held.Count > MaximumNamed ? ", and more" : "")}.");
    }

    private async ValueTask<IEnumerable<CollectionName>> CollectionsAsync(IStoreSession session, AnsibleRepository repository, string name)
    {
        if (await session.Versions.FindAsync(repository.Id).ConfigureAwait(false) is not { } latest || !GalaxyTypes.HasAny(latest, types.Collections))
            return [];
        var groups = await session.Memberships.GroupsAsync(latest, types.Collections, name + ".", MaximumNamed + 1).ConfigureAwait(false);
        return groups.Select(group => CollectionName.TryParse(group, out var collection) ? collection : default).TakeWhile(collection => collection.Namespace == name);
    }
}
