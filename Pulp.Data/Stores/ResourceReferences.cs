using System.Collections;
using Pulp.Data.Sql;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Data.Stores;

/// <summary>
/// Keeps the rows that say what the reference fields of resources point to.
/// </summary>
internal sealed class ResourceReferences
{
    private readonly SqlSession session;

    public ResourceReferences(SqlSession session) => this.session = session;

    /// <summary>Gets the references of a resource that are set.</summary>
    public static IReadOnlyList<(FieldDescriptor Field, Guid Target)> Of(ResourceType type, Resource resource) =>
    [
        .. from field in type.Fields
           where field.Kind is FieldKind.Reference or FieldKind.ReferenceList
           from target in Targets(field.GetValue(resource))
           where target != Guid.Empty
           select (field, target),
    ];

    /// <summary>Finds the first reference that points to nothing, or to something of another kind or domain.</summary>
    /// <param name="references">The references.</param>
    /// <param name="owner">The resource they belong to; what its row refers to already is not checked again.</param>
    /// <returns>The reason to refuse, or null.</returns>
    public async ValueTask<ResourceOutcome.MissingTarget?> FindMissingAsync(IReadOnlyList<(FieldDescriptor Field, Guid Target)> references, Resource owner)
    {
        foreach (var (field, target) in references)
        {
            if (!await IsKnownAsync(owner.StoreKey, field.Name, target).ConfigureAwait(false)
                && !await ExistsAsync(field.Rules.References, target, owner.DomainId).ConfigureAwait(false))
            {
                return new ResourceOutcome.MissingTarget(field.Name, target);
            }
        }

        return null;
    }

    /// <summary>Replaces the rows of a resource.</summary>
    public async ValueTask SaveAsync(long resourceKey, IReadOnlyList<(FieldDescriptor Field, Guid Target)> references)
    {
        await session.ExecuteAsync("DELETE FROM resource_reference WHERE resource_id = ?1", resourceKey).ConfigureAwait(false);
        foreach (var (field, target) in references)
        {
            await session.ExecuteAsync(
                "INSERT INTO resource_reference (resource_id, field, target, on_delete) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                resourceKey,
                field.Name,
                target,
                (int)field.Rules.OnDelete).ConfigureAwait(false);
        }
    }

    private static IEnumerable<Guid> Targets(object? value) => value switch
    {
        Guid id => [id],
        IEnumerable list and not string => list.OfType<Guid>(),
        _ => [],
    };

    private async ValueTask<bool> IsKnownAsync(long resourceKey, string field, Guid target) => await session.NumberAsync(
        "SELECT 1 FROM resource_reference WHERE resource_id = ?1 AND field = ?2 AND target = ?3", resourceKey, field, target).ConfigureAwait(false) is not null;

    private async ValueTask<bool> ExistsAsync(ReferenceTarget kind, Guid target, Guid domainId) => kind switch
    {
        ReferenceTarget.Content => (await session.Contents.GetAsync([target]).ConfigureAwait(false)).Count > 0,
        ReferenceTarget.RepositoryVersion => await session.Versions.GetAsync(target).ConfigureAwait(false) is { } version
            && await ResourceExistsAsync(ResourceKind.Repository, version.RepositoryId, domainId).ConfigureAwait(false),
        _ => await ResourceExistsAsync(KindOf(kind), target, domainId).ConfigureAwait(false),
    };

    private async ValueTask<bool> ResourceExistsAsync(ResourceKind kind, Guid id, Guid domainId) => await session.NumberAsync(
        "SELECT 1 FROM resource WHERE uuid = ?1 AND kind = ?2 AND domain = ?3", id, ResourceRow.KindName(kind), domainId).ConfigureAwait(false) is not null;

    private static ResourceKind KindOf(ReferenceTarget target) => target switch
    {
        ReferenceTarget.Remote => ResourceKind.Remote,
        ReferenceTarget.Repository => ResourceKind.Repository,
        ReferenceTarget.Publication => ResourceKind.Publication,
        ReferenceTarget.ContentGuard => ResourceKind.ContentGuard,
        ReferenceTarget.Distribution => ResourceKind.Distribution,
        ReferenceTarget.SigningService => ResourceKind.SigningService,
        ReferenceTarget.Exporter => ResourceKind.Exporter,
        ReferenceTarget.Export => ResourceKind.Export,
        ReferenceTarget.Importer => ResourceKind.Importer,
        _ => ResourceKind.Custom,
    };
}
