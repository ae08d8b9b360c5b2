using Pulp.Data.Sql;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Data.Stores;

/// <summary>
/// Deletes the resources of types that no loaded plugin declares, a part at a time: memberships, versions, then the resources themselves.
/// </summary>
internal sealed class UnloadedResources
{
    private readonly SqlSession session;
    private readonly Func<(string Kind, string Name), bool> isMeant;

    public UnloadedResources(SqlSession session, Func<(string Kind, string Name), bool> isMeant) => (this.session, this.isMeant) = (session, isMeant);

    public async ValueTask<int> PurgeAsync(string label, int limit)
    {
        var resources = await session.ListAsync(
            "SELECT r.id, r.uuid, r.kind, r.type FROM resource r ORDER BY r.id",
            static row => (Key: row.GetInt64(0), Id: row.GetGuid(1), Type: (Kind: row.GetString(2), Name: row.GetString(3)))).ConfigureAwait(false);
        var going = resources.Where(resource => isMeant(resource.Type)).ToList();
        if (going.Count == 0)
            return 0;
        var keys = SqlValue.List(going.ConvertAll(resource => resource.Key));
        await LetGoAsync(keys).ConfigureAwait(false);
        var members = await session.ExecuteAsync(
            $"DELETE FROM repository_content WHERE id IN (SELECT m.id FROM repository_content m WHERE {session.Dialect.In("m.repository_id", "?1", SqlListKind.Integers)} LIMIT ?2)", keys, limit).ConfigureAwait(false);
        if (members > 0)
            return (int)members;
        foreach (var table in new[] { "staged_overlap", "repository_version" })
            await session.ExecuteAsync($"DELETE FROM {table} WHERE {session.Dialect.In("repository_id", "?1", SqlListKind.Integers)}", keys).ConfigureAwait(false);
        await session.ExecuteAsync($"DELETE FROM state WHERE {session.Dialect.In("scope", "?1", SqlListKind.Bytes)}", SqlValue.List(going.ConvertAll(resource => resource.Id))).ConfigureAwait(false);
        if (session.Catalog.ResourceTypes.All(type => type.PluginLabel != label))
            await RevokeAsync(label).ConfigureAwait(false);
        return (int)await session.ExecuteAsync($"DELETE FROM resource WHERE {session.Dialect.In("id", "?1", SqlListKind.Integers)}", keys).ConfigureAwait(false);
    }

    // Of what others refer to, references that may become null do; the rest forbids the whole.
    private async ValueTask LetGoAsync(SqlValue keys)
    {
        var references = await session.ListAsync(
            $"""
            SELECT r.id, r.type, coalesce(r.key, ''), f.field, f.target, f.on_delete FROM resource_reference f JOIN resource r ON r.id = f.resource_id
            WHERE NOT {session.Dialect.In("r.id", "?1", SqlListKind.Integers)}
              AND f.target IN (SELECT t.uuid FROM resource t WHERE {session.Dialect.In("t.id", "?1", SqlListKind.Integers)}
                UNION ALL SELECT v.uuid FROM repository_version v WHERE {session.Dialect.In("v.repository_id", "?1", SqlListKind.Integers)})
            """,
            static row => (Owner: row.GetInt64(0), Type: row.GetString(1), Key: row.GetString(2), Field: row.GetString(3), Target: row.GetGuid(4), OnDelete: (DeleteBehavior)row.GetInt32(5)),
            keys).ConfigureAwait(false);
        foreach (var reference in references.Where(reference => reference.OnDelete != DeleteBehavior.SetNull))
            throw new StoreException($"The {reference.Type} '{reference.Key}' needs what is to be removed ({reference.Field}): delete that first.", false);
        var deletion = new ResourceDeletion(session);
        foreach (var owner in references.GroupBy(reference => reference.Owner))
            await deletion.ClearAsync(owner.Key, [.. owner.Select(reference => (reference.Field, reference.Target))]).ConfigureAwait(false);
    }

    // The plugin's roles come again with it.
    private async ValueTask RevokeAsync(string label)
    {
        var prn = $"prn:{label}.";
        await session.ExecuteAsync("DELETE FROM role_grant WHERE object_prn IS NOT NULL AND substr(object_prn, 1, length(?1)) = ?1", prn).ConfigureAwait(false);
        await session.ExecuteAsync("DELETE FROM role WHERE locked = 1 AND substr(name, 1, length(?1)) = ?1", label + ".").ConfigureAwait(false);
    }
}
