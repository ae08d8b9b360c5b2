using Pulp.ContentTypes;
using Pulp.Data.Sql;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Data.Stores;

/// <content>Changing drafts.</content>
internal sealed partial class MembershipStore
{
    public async ValueTask<IReadOnlyList<MembershipOutcome>> AddAsync(VersionDraft draft, IReadOnlyList<Membership> units, bool replace = true)
    {
        var outcomes = new MembershipOutcome[units.Count];
        using var writer = await DraftWriter.OpenAsync(session, draft).ConfigureAwait(false);
        for (var index = 0; index < outcomes.Length; index++)
            outcomes[index] = await writer.AddAsync(units[index], replace).ConfigureAwait(false);
        return outcomes;
    }

    public async ValueTask<long> RemoveAsync(VersionDraft draft, IReadOnlyCollection<long> contentKeys)
    {
        using var writer = await DraftWriter.OpenAsync(session, draft).ConfigureAwait(false);
        var rows = new List<MembershipRow>();
        using var find = session.Prepare(
            $"SELECT m.id, m.content_id, m.type_id, m.added, m.removed FROM repository_content m WHERE m.content_id = ?3 AND m.repository_id = ?1 AND {Visible}",
            draft.RepositoryKey, draft.Ordinal);
        long count = 0;
        foreach (var key in contentKeys)
        {
            find.Bind(3, key);
            while (await find.ReadAsync().ConfigureAwait(false))
                rows.Add(MembershipRow.Read(find));
            foreach (var row in rows)
                await writer.RemoveAsync(row).ConfigureAwait(false);
            count += rows.Count == 0 ? 0 : 1;
            rows.Clear();
        }

        return count;
    }

    public async ValueTask<IReadOnlyList<long>> DependentsAsync(VersionDraft draft, IReadOnlyCollection<long> removedKeys) => await session.ListAsync(
        $"""
        SELECT m.content_id FROM content_reference r
        JOIN content g ON g.id = r.content_id
        JOIN content c ON c.domain_id = g.domain_id AND c.type_id = r.target_type_id AND c.natural_key = r.target_key
        JOIN repository_content m ON m.content_id = c.id AND m.repository_id = ?1 AND {Visible}
        WHERE {session.Dialect.In("r.content_id", "?3", SqlListKind.Integers)} AND r.direction = {(int)ReferenceDirection.Needs}
          AND NOT EXISTS (SELECT 1 FROM content_reference o JOIN repository_content p ON p.content_id = o.content_id
            WHERE o.target_key = r.target_key AND o.target_type_id = r.target_type_id AND o.direction = {(int)ReferenceDirection.Needs} AND o.content_id <> c.id
              AND p.repository_id = ?1 AND {MembershipRow.VisibleAt("p", "?2")})
        UNION
        SELECT m.content_id FROM content g
        JOIN content_reference r ON r.target_key = g.natural_key AND r.target_type_id = g.type_id AND r.direction = {(int)ReferenceDirection.BelongsTo}
        JOIN repository_content m ON m.content_id = r.content_id AND m.repository_id = ?1 AND {Visible}
        WHERE {session.Dialect.In("g.id", "?3", SqlListKind.Integers)}
        """,
        static row => row.GetInt64(0), draft.RepositoryKey, draft.Ordinal, SqlValue.List(removedKeys)).ConfigureAwait(false);

    public async ValueTask<long> RemoveAllAsync(VersionDraft draft) => await new DraftCopy(session, draft).RemoveAllAsync().ConfigureAwait(false);

    public async ValueTask CopyAsync(VersionDraft draft, RepositoryVersion source) => await new DraftCopy(session, draft).RunAsync(source).ConfigureAwait(false);

    public async ValueTask<long?> RemoveUnseenAsync(VersionDraft draft, Func<long, bool> isSeen, long cursor, int limit)
    {
        // What others removed meanwhile is removed already, and what they added came after the start.
        var scan = new MembershipScan(draft.RepositoryKey, "added", -1, draft.Start.Ordinal) { Where = "m.removed IS NULL" };
        var (rows, next) = await scan.ReadAsync(session, cursor, limit, MembershipRow.Read).ConfigureAwait(false);
        if (rows is null)
            (rows, next) = await scan.ReadAsync(session, 0, limit, MembershipRow.Read).ConfigureAwait(false);
        using var writer = await DraftWriter.OpenAsync(session, draft).ConfigureAwait(false);
        foreach (var row in rows!)
        {
            if (!isSeen(row.ContentKey))
                await writer.RemoveAsync(row).ConfigureAwait(false);
        }

        return next;
    }
}
