using Pulp.Data.Sql;
using Pulp.Plugins;
using Pulp.Stores;

namespace Pulp.Data.Stores;

/// <summary>Looks after the rows of types that no loaded plugin declares.</summary>
internal sealed class UnloadedStore : IUnloadedStore
{
    private readonly SqlSession session;

    public UnloadedStore(SqlSession session) => this.session = session;

    public async ValueTask<IReadOnlyList<UnloadedType>> CountAsync()
    {
        var counts = new List<UnloadedType>();
        foreach (var (number, name) in await ContentTypesAsync().ConfigureAwait(false))
        {
            // Through the index, which begins with the domain.
            var count = await session.NumberAsync(
                "SELECT count(*) FROM content c WHERE c.domain_id IN (SELECT id FROM content_domain) AND c.type_id = ?1", number).ConfigureAwait(false) ?? 0;
            if (count > 0)
                counts.Add(new UnloadedType(UnloadedType.Content, name, count));
        }

        var resources = await session.ListAsync(
            "SELECT r.kind, r.type, count(*) FROM resource r GROUP BY r.kind, r.type ORDER BY r.kind, r.type",
            static row => new UnloadedType(row.GetString(0), row.GetString(1), row.GetInt64(2))).ConfigureAwait(false);
        counts.AddRange(resources.Where(type => !IsLoaded(type.Kind, type.Name)));
        return counts;
    }

    public async ValueTask<IReadOnlyList<(Guid DomainId, string BasePath, string Type)>> BasePathsAsync()
    {
        var all = await session.ListAsync(
            "SELECT r.kind, r.domain, r.base_path, r.type FROM resource r WHERE r.base_path IS NOT NULL",
            static row => (Kind: row.GetString(0), Domain: row.GetGuid(1), Path: row.GetString(2), Type: row.GetString(3))).ConfigureAwait(false);
        return [.. all.Where(row => !IsLoaded(row.Kind, row.Type)).Select(row => (row.Domain, row.Path, row.Type))];
    }

    public async ValueTask<IReadOnlyList<UnloadedUnit>> ReadUnitsAsync(string label, long afterKey, int limit)
    {
        var types = (await ContentTypesAsync().ConfigureAwait(false)).Where(type => IsOf(label, type.Name)).ToDictionary(type => type.Number, type => type.Name);
        var units = await session.ListAsync(
            $"SELECT c.id, c.uuid, c.type_id, c.document FROM content c WHERE c.id > ?1 AND {session.Dialect.In("+c.type_id", "?2", SqlListKind.Integers)} ORDER BY c.id LIMIT ?3",
            row => new UnloadedUnit { StoreKey = row.GetInt64(0), Id = row.GetGuid(1), Type = types[row.GetInt64(2)], Document = row.GetString(3), Files = [] },
            afterKey, SqlValue.List([.. types.Keys]), limit).ConfigureAwait(false);
        for (var i = 0; i < units.Count; i++)
        {
            units[i] = units[i] with
            {
                Files = await session.ListAsync(
                    "SELECT f.relative_path, a.sha256 FROM content_artifact f LEFT JOIN artifact a ON a.id = f.artifact_id WHERE f.id >= ?1 AND f.id < ?2 ORDER BY f.id",
                    static row => (row.GetString(0), row.IsNull(1) ? null : Convert.ToHexStringLower(row.GetSpan(1))),
                    units[i].StoreKey * ContentFiles.Stride,
                    (units[i].StoreKey + 1) * ContentFiles.Stride).ConfigureAwait(false),
            };
        }

        return units;
    }

    public async ValueTask<int> PurgeAsync(string label, int limit)
    {
        session.RequireWrite();
        await ContentGroups.ForgetAsync(session, (await ContentTypesAsync().ConfigureAwait(false)).Select(type => type.Name).Where(type => IsOf(label, type))).ConfigureAwait(false);
        var removed = await new UnloadedResources(session, type => IsOf(label, type.Name) && !IsLoaded(type.Kind, type.Name)).PurgeAsync(label, limit).ConfigureAwait(false);
        return removed > 0 ? removed : await PurgeUnitsAsync(label, limit).ConfigureAwait(false);
    }

    private static bool IsOf(string label, string typeName) => typeName.StartsWith(label + ".", StringComparison.Ordinal);

    private async ValueTask<int> PurgeUnitsAsync(string label, int limit)
    {
        var types = (await ContentTypesAsync().ConfigureAwait(false)).Where(type => IsOf(label, type.Name)).Select(type => type.Number).ToList();
        var units = await session.ListAsync(
            $"""
            SELECT c.id FROM content c WHERE c.domain_id IN (SELECT id FROM content_domain) AND {session.Dialect.In("c.type_id", "?1", SqlListKind.Integers)}
              AND NOT EXISTS (SELECT 1 FROM repository_content m WHERE m.content_id = c.id) LIMIT ?2
            """,
            static row => row.GetInt64(0), SqlValue.List(types), limit).ConfigureAwait(false);
        await OrphanCleanup.DeleteAsync(session, units).ConfigureAwait(false);
        return units.Count;
    }

    private bool IsLoaded(string kind, string type) => session.Catalog.TryGetResourceType(ResourceRow.KindOf(kind), type, out _);

    private async ValueTask<IReadOnlyList<(long Number, string Name)>> ContentTypesAsync()
    {
        var all = await session.ListAsync("SELECT id, name FROM content_type ORDER BY name", static row => (Number: row.GetInt64(0), Name: row.GetString(1))).ConfigureAwait(false);
        return [.. all.Where(type => !session.Catalog.TryGetContentType(type.Name, out _))];
    }
}
