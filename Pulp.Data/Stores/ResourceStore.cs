using Pulp.Data.Sql;
using Pulp.Distributions;
using Pulp.Publications;
using Pulp.Queries;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Data.Stores;

internal sealed class ResourceStore : IResourceStore
{
    private readonly SqlSession session;
    private readonly ResourceReferences references;

    public ResourceStore(SqlSession session)
    {
        this.session = session;
        references = new ResourceReferences(session);
    }

    public ValueTask<Resource?> GetAsync(Guid id) => session.FirstAsync(
        $"SELECT {ResourceRow.Columns} FROM {ResourceRow.From} WHERE r.uuid = ?1", Read, id);

    public ValueTask<Resource?> FindAsync(ResourceKind kind, Guid domainId, string key, ResourceType? type = null) => session.FirstAsync(
        $"SELECT {ResourceRow.Columns} FROM {ResourceRow.From} WHERE r.domain = ?1 AND r.key_scope = ?2 AND r.key = ?3 AND r.type = coalesce(?4, r.type)",
        Read,
        domainId,
        kind == ResourceKind.Custom && type is null ? throw new ArgumentNullException(nameof(type), "A plugin's own resource is found by key and type.") : ResourceRow.KeyScope(kind, type),
        key,
        type?.Name);

    public async ValueTask<ResourceOutcome> InsertAsync(Resource resource)
    {
        session.RequireWrite();
        var type = session.Catalog.ResourceTypeOf(resource);
        var created = resource with { Id = resource.Id == Guid.Empty ? session.NewId() : resource.Id, StoreKey = 0 };
        if (await session.NumberAsync("SELECT id FROM resource WHERE uuid = ?1", created.Id).ConfigureAwait(false) is not null)
            return new ResourceOutcome.Conflict("pulp_id", created.Id);
        var pointed = ResourceReferences.Of(type, created);
        if (await RefuseAsync(type, created, pointed).ConfigureAwait(false) is { } refused)
            return refused;
        var now = session.Now();
        var key = await session.NumberAsync(
            "INSERT INTO resource (uuid, domain, kind, type, key_scope, key, base_path, complete, labels, document, secrets, revision, created, updated) "
            + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 1, ?12, ?12) RETURNING id",
            created.Id,
            created.DomainId,
            ResourceRow.KindName(type.Kind),
            type.Name,
            ResourceRow.KeyScope(type.Kind, type),
            created.GetKey(),
            (created as Distribution)?.BasePath,
            created is Publication publication ? publication.Complete : SqlValue.Null,
            SqlValue.Utf8(LabelsJson.Write(created.Labels)),
            SqlValue.Utf8(type.WriteDocument(created)),
            ResourceRow.Protect(session, type, created),
            now).ConfigureAwait(false);
        await references.SaveAsync(key!.Value, pointed).ConfigureAwait(false);
        return new ResourceOutcome.Saved((await GetAsync(created.Id).ConfigureAwait(false))!);
    }

    public async ValueTask<ResourceOutcome> UpdateAsync(Resource resource)
    {
        session.RequireWrite();
        var type = session.Catalog.ResourceTypeOf(resource);
        if (await GetAsync(resource.Id).ConfigureAwait(false) is not { } present || present.Revision != resource.Revision)
            return new ResourceOutcome.Stale();
        if (present.GetType() != resource.GetType() && !CanBecome(session.Catalog.ResourceTypeOf(present), type))
            throw new ArgumentException($"The resource {resource.Id} is a {present.GetType().Name} and cannot become a {resource.GetType().Name}.", nameof(resource));
        var changed = resource with { StoreKey = present.StoreKey, DomainId = present.DomainId };
        var pointed = ResourceReferences.Of(type, changed);
        if (await RefuseAsync(type, changed, pointed).ConfigureAwait(false) is { } refused)
            return refused;
        await session.ExecuteAsync(
            "UPDATE resource SET key = ?1, base_path = ?2, complete = ?3, labels = ?4, document = ?5, secrets = ?6, revision = revision + 1, updated = ?7, type = ?9 WHERE id = ?8",
            changed.GetKey(),
            (changed as Distribution)?.BasePath,
            changed is Publication publication ? publication.Complete : SqlValue.Null,
            SqlValue.Utf8(LabelsJson.Write(changed.Labels)),
            SqlValue.Utf8(type.WriteDocument(changed)),
            ResourceRow.Protect(session, type, changed),
            session.Now(),
            changed.StoreKey,
            type.Name).ConfigureAwait(false);
        await references.SaveAsync(changed.StoreKey, pointed).ConfigureAwait(false);
        return new ResourceOutcome.Saved((await GetAsync(changed.Id).ConfigureAwait(false))!);
    }

    public ValueTask<IReadOnlyList<BlockingResource>> DeleteAsync(Guid id)
    {
        session.RequireWrite();
        return new ResourceDeletion(session).RunAsync(id);
    }

    public ValueTask<IReadOnlyList<BlockingResource>> BlockingAsync(Guid id) => new ResourceDeletion(session).FindBlockingAsync(id);

    public async ValueTask<Page<Resource>> QueryAsync(ResourceKind kind, ResourceType? type, Guid domainId, Query query)
    {
        // Rows of plugins that are not loaded are left out, of the count too.
        IReadOnlyList<ResourceType> types = type is null ? [.. session.Catalog.ResourceTypes.Where(known => known.Kind == kind)] : [type];
        var where = new SqlBuilder(session.Dialect);
        where.And($"r.domain = {where.Parameter(domainId)}")
            .And($"r.kind = {where.Parameter(ResourceRow.KindName(kind))}")
            .And(type is null
                ? session.Dialect.In("r.type", where.Parameter(SqlValue.List([.. types.Select(known => known.Name)])), SqlListKind.Texts)
                : $"r.type = {where.Parameter(type.Name)}");
        if (kind is not ResourceKind.Custom and not ResourceKind.Publication)
            where.And($"r.key_scope = {where.Parameter(ResourceRow.KeyScope(kind, type))}");
        var select = new SqlSelect(ResourceRow.Columns, ResourceRow.From, ResourceFields.Of(session.Dialect, kind, types), "r.id");
        return await select.PageAsync(session, query, row => Read(row)!, where).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<Guid>> DomainsAsync()
    {
        // One look into the index for each, however many resources they hold.
        var domains = new List<Guid>();
        while (await session.FirstAsync("SELECT domain FROM resource WHERE domain > ?1 ORDER BY domain LIMIT 1", row => (Guid?)row.GetGuid(0), domains.LastOrDefault()).ConfigureAwait(false) is { } domain)
            domains.Add(domain);
        return domains;
    }

    public async ValueTask<IReadOnlyList<Resource>> ReferringAsync(Guid targetId)
    {
        var resources = await session.ListAsync(
            $"SELECT {ResourceRow.Columns} FROM {ResourceRow.From} WHERE r.id IN (SELECT resource_id FROM resource_reference WHERE target = ?1) ORDER BY r.id",
            Read,
            targetId).ConfigureAwait(false);
        return [.. resources.OfType<Resource>()];
    }

    // A plugin's own kinds have keys of their own, and what belongs to a resource expects it to be of its type.
    private static bool CanBecome(ResourceType from, ResourceType to) => from.Kind == to.Kind && from.PluginLabel == to.PluginLabel && from.Kind != ResourceKind.Custom;

    private Resource? Read(SqlStatement row) => ResourceRow.Read(session, row);

    private async ValueTask<ResourceOutcome?> RefuseAsync(ResourceType type, Resource resource, IReadOnlyList<(FieldDescriptor Field, Guid Target)> pointed)
    {
        if (resource.GetKey() is { } key
            && await OtherAsync(resource, "key_scope = ?3 AND key = ?4", ResourceRow.KeyScope(type.Kind, type), key).ConfigureAwait(false) is { } sameKey)
        {
            return new ResourceOutcome.Conflict(KeyField(type, resource, key), sameKey);
        }

        if (resource is Distribution distribution
            && await OtherAsync(resource, "base_path = ?3", distribution.BasePath).ConfigureAwait(false) is { } samePath)
        {
            return new ResourceOutcome.Conflict("base_path", samePath);
        }

        return await references.FindMissingAsync(pointed, resource).ConfigureAwait(false);
    }

    private ValueTask<Guid?> OtherAsync(Resource resource, string condition, params ReadOnlySpan<SqlValue> values) => session.FirstAsync(
        $"SELECT uuid FROM resource WHERE domain = ?1 AND id <> ?2 AND {condition}",
        row => (Guid?)row.GetGuid(0),
        [resource.DomainId, resource.StoreKey, .. values]);

    private static string KeyField(ResourceType type, Resource resource, string key) =>
        type.Fields.FirstOrDefault(field => field.GetValue(resource) is string text && text == key)?.Name ?? "non_field_errors";
}
