using Pulp.Data.Sql;

namespace Pulp.Data.Stores;

/// <summary>
/// Deletes units that are in no version and that nothing that stays refers to.
/// </summary>
internal sealed class OrphanCleanup
{
    // What refers to a unit is deleted before the unit, if at all; so a whole group goes from its root.
    private const string IsOrphan =
        """
        c.interest < ?2 AND NOT EXISTS (SELECT 1 FROM content_reference e JOIN content o ON o.id = e.content_id
          WHERE e.target_key = c.natural_key AND e.target_type_id = c.type_id AND e.direction = 0 AND e.content_id <> c.id AND o.domain_id = c.domain_id)
        """;

    // The units of a range are found in an index, so that only those in no version are read.
    private const string InRange =
        """
        c.id IN (SELECT k.id FROM content k WHERE k.domain_id = ?1 AND k.type_id IN (SELECT t.id FROM content_type t) AND k.id >= ?4 AND k.id < ?5
          AND NOT EXISTS (SELECT 1 FROM repository_content m WHERE m.content_id = k.id))
        """;

    private readonly SqlSession session;
    private readonly Guid domainId;
    private readonly DateTimeOffset idleSince;

    public OrphanCleanup(SqlSession session, Guid domainId, DateTimeOffset idleSince)
    {
        this.session = session;
        this.domainId = domainId;
        this.idleSince = idleSince;
    }

    /// <summary>Cleans up among some units, or among the next ones below the cursor: what refers is younger than what it refers to, as a rule.</summary>
    public async ValueTask<(int Deleted, long? Cursor)> RunAsync(IReadOnlyCollection<Guid>? only, long cursor, int limit)
    {
        var domain = await session.Numbers.FindDomainAsync(domainId).ConfigureAwait(false);
        if (only is not null)
        {
            var which = $"{session.Dialect.In("c.uuid", "?4", SqlListKind.Bytes)} AND ?5 = ?5 AND +c.domain_id = ?1 AND NOT EXISTS (SELECT 1 FROM repository_content m WHERE m.content_id = c.id)";
            return (await DeleteAsync(which, domain, SqlValue.List(only), 0, limit).ConfigureAwait(false), null);
        }

        var end = cursor == 0 ? await session.NumberAsync("SELECT next FROM content_counter").ConfigureAwait(false) ?? 1 : cursor;
        var first = Math.Max(end - limit, 1);
        var deleted = await DeleteAsync(InRange, domain, first, end, limit).ConfigureAwait(false);
        return (deleted, first == 1 ? null : first);
    }

    private async ValueTask<int> DeleteAsync(string which, long domain, SqlValue first, SqlValue second, int limit)
    {
        var deleted = 0;
        while (deleted < limit)
        {
            var orphans = await session.ListAsync(
                $"SELECT c.id FROM content c WHERE {which} AND {IsOrphan} ORDER BY c.id DESC LIMIT ?3",
                static row => row.GetInt64(0), domain, idleSince, limit - deleted, first, second).ConfigureAwait(false);
            if (orphans.Count == 0)
                break;
            await DeleteAsync(orphans).ConfigureAwait(false);
            deleted += orphans.Count;
        }

        return deleted;
    }

    private async ValueTask DeleteAsync(List<long> units)
    {
        using var sources = session.Prepare("DELETE FROM remote_artifact WHERE content_artifact_id >= ?1 AND content_artifact_id < ?2");
        using var files = session.Prepare("DELETE FROM content_artifact WHERE id >= ?1 AND id < ?2");
        using var references = session.Prepare("DELETE FROM content_reference WHERE content_id = ?1");
        using var directories = session.Prepare("DELETE FROM content_directory WHERE content_id = ?1");
        using var content = session.Prepare("DELETE FROM content WHERE id = ?1");
        foreach (var unit in units)
        {
            foreach (var statement in new[] { sources, files })
            {
                statement.Bind(1, unit * ContentFiles.Stride);
                statement.Bind(2, (unit + 1) * ContentFiles.Stride);
                await statement.ExecuteAsync().ConfigureAwait(false);
            }

            foreach (var statement in new[] { references, directories, content })
            {
                statement.Bind(1, unit);
                await statement.ExecuteAsync().ConfigureAwait(false);
            }
        }
    }
}
