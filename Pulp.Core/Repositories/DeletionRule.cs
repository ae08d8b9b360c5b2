using Pulp.Plugins;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Repositories;

/// <summary>
/// Refuses new references to a repository whose versions are gone already: they would keep the rest of it from going, or lose what they refer to.
/// </summary>
internal sealed class DeletionRule(PulpCatalog catalog) : IResourceRule
{
    public async ValueTask CheckAsync(IStoreSession session, Resource resource, Resource? previous, FieldErrors errors)
    {
        foreach (var field in catalog.ResourceTypeOf(resource).Fields.Where(field => field.Rules.References == ReferenceTarget.Repository))
        {
            var known = previous?.GetType() == resource.GetType() ? TargetsOf(field, previous) : [];
            foreach (var target in TargetsOf(field, resource).Except(known))
            {
                if (await session.Versions.FindAsync(target).ConfigureAwait(false) is null && await session.Resources.GetAsync(target).ConfigureAwait(false) is Repository)
                    errors.Add(field.Name, "The repository is being deleted.");
            }
        }
    }

    private static IEnumerable<Guid> TargetsOf(FieldDescriptor field, Resource owner) => field.GetValue(owner) switch
    {
        Guid id => [id],
        IEnumerable<Guid> ids => ids,
        _ => [],
    };
}
