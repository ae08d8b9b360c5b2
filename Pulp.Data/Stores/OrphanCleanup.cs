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
        // Units of plugins that are not loaded wait for them: who knows what they are needed for.
        var types = SqlValue.List([.. (await ContentReader.OpenAsync(session).ConfigureAwait(false)).Types.Keys]);
        if (only is not null)
        {
            var which = $"{session.Dialect.In("c.uuid", "?4", SqlListKind.Bytes)} AND ?5 = ?5 AND +c.domain_id = ?1 AND {session.Dialect.In("+c.type_id", "?6", SqlListKind.Integers)} AND NOT EXISTS (SELECT 1 FROM repository_content m WHERE m.content_id = c.id)";
            return (await DeleteAsync(which, domain, SqlValue.List(only), 0, types, limit).ConfigureAwait(false), null);
        }

        var end = cursor == 0 ? await session.NumberAsync("SELECT next FROM content_counter").ConfigureAwait(false) ?? 1 : cursor;
        var first = Math.Max(end - limit, 1);
        // The units of a range are found in an index, so that only those in no version are read.
        var inRange = $"""
            c.id IN (SELECT k.id FROM content k WHERE k.domain_id = ?1 AND {session.Dialect.In("k.type_id", "?6", SqlListKind.Integers)} AND k.id >= ?4 AND k.id < ?5
              AND NOT EXISTS (SELECT 1 FROM repository_content m WHERE m.content_id = k.id))
            """;
        var deleted = await DeleteAsync(inRange, domain, first, end, types, limit).ConfigureAwait(false);
        return (deleted, first == 1 ? null : first);
    }

    /// <summary>Deletes units, which are in no version, with the rows that are theirs.</summary>
    public static async ValueTask DeleteAsync(SqlSession session, IReadOnlyList<long> units)
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

    private async ValueTask<int> DeleteAsync(string which, long domain, SqlValue first, SqlValue second, SqlValue types, int limit)
    {
        var deleted = 0;
        while (deleted < limit)
        {
            var orphans = await session.ListAsync(
                $"SELECT c.id FROM content c WHERE {which} AND {IsOrphan} ORDER BY c.id DESC LIMIT ?3",
                static row => row.GetInt64(0), domain, idleSince, limit - deleted, first, second, types).ConfigureAwait(false);
            if (orphans.Count == 0)
                break;
            await LeaveGroupsAsync(orphans).ConfigureAwait(false);
            await DeleteAsync(session, orphans).ConfigureAwait(false);
            deleted += orphans.Count;
        }

        return deleted;
    }

    // Read one after another, and only where it matters.
    private async ValueTask LeaveGroupsAsync(List<long> units)
    {
        var reader = await ContentReader.OpenAsync(session).ConfigureAwait(false);
        List<long> grouped = [.. reader.Types.Where(static type => type.Value.MemberOf is not null).Select(static type => type.Key)];
        if (grouped.Count == 0)
            return;
        var groups = new ContentGroups(session, domainId);
        using (var rows = session.Prepare(
            $"SELECT {ContentReader.Columns} FROM content c WHERE {session.Dialect.In("c.id", "?1", SqlListKind.Integers)} AND {session.Dialect.In("+c.type_id", "?2", SqlListKind.Integers)}",
            SqlValue.List(units), SqlValue.List(grouped)))
        {
            while (await rows.ReadAsync().ConfigureAwait(false))
                groups.Note(reader.Types[rows.GetInt64(2)], reader.Read(rows), change: -1);
        }

        await groups.ApplyAsync().ConfigureAwait(false);
    }
}
