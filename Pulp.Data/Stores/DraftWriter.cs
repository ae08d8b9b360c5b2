using Pulp.Data.Sql;
using Pulp.Stores;

namespace Pulp.Data.Stores;

/// <summary>
/// Adds and removes units of a draft one by one, with statements that are prepared once.
/// </summary>
internal sealed class DraftWriter : IDisposable
{
    private readonly SqlSession session;
    private readonly VersionDraft draft;
    private readonly MembershipRows rows;
    private readonly DraftChange change;
    private readonly SqlStatement find;
    private readonly SqlStatement exists;
    private readonly SqlStatement insert;
    private readonly long[] one = new long[1];

    private DraftWriter(SqlSession session, VersionDraft draft, MembershipRows rows)
    {
        this.session = session;
        this.draft = draft;
        this.rows = rows;
        change = session.Drafts.Of(draft);
        find = session.Prepare(
            """
            SELECT id, content_id, type_id, added, removed FROM repository_content
            WHERE repository_id = ?1 AND key_id = (SELECT key_id FROM content WHERE repo_key = ?2 LIMIT 1) AND added <= ?3 ORDER BY added DESC LIMIT 2
            """,
            draft.RepositoryKey, SqlValue.Null, draft.Ordinal);

        exists = session.Prepare("SELECT key_id FROM content WHERE uuid = ?1 AND +id = ?2");
        insert = session.Prepare(
            "INSERT INTO repository_content (repository_id, content_id, type_id, added, key_id, group_key) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            draft.RepositoryKey, SqlValue.Null, SqlValue.Null, draft.Ordinal);
    }

    public static async ValueTask<DraftWriter> OpenAsync(SqlSession session, VersionDraft draft)
    {
        session.RequireWrite();
        return new DraftWriter(session, draft, await MembershipRows.OpenAsync(session, draft).ConfigureAwait(false));
    }

    /// <summary>Adds a unit.</summary>
    public async ValueTask<MembershipOutcome> AddAsync(Membership unit, bool replace)
    {
        // At most the newest two rows matter: one the draft made, and one it removed.
        find.Bind(2, unit.RepositoryKey);
        MembershipRow? newest = await find.ReadAsync().ConfigureAwait(false) ? MembershipRow.Read(find) : null;
        MembershipRow? older = newest is not null && await find.ReadAsync().ConfigureAwait(false) ? MembershipRow.Read(find) : null;
        find.Reset();

        var outcome = MembershipOutcome.Added;
        if (newest is { } row && row.IsVisibleAt(draft.Ordinal))
        {
            if (row.ContentKey == unit.ContentKey)
                return MembershipOutcome.Kept;
            if (!replace)
                return MembershipOutcome.Refused;
            await RemoveAsync(row).ConfigureAwait(false);
            outcome = MembershipOutcome.Replaced;
        }

        if (WasRemovedHere(newest, unit))
            await RestoreAsync(newest!.Value, unit).ConfigureAwait(false);
        else if (WasRemovedHere(older, unit))
            await RestoreAsync(older!.Value, unit).ConfigureAwait(false);
        else
            await InsertAsync(unit).ConfigureAwait(false);
        return outcome;
    }

    /// <summary>Removes a row the draft shows.</summary>
    public async ValueTask RemoveAsync(MembershipRow row)
    {
        var type = await session.Numbers.NameAsync(row.TypeId).ConfigureAwait(false);
        var id = await session.FirstAsync("SELECT uuid FROM content WHERE id = ?1", static found => found.GetGuid(0), row.ContentKey).ConfigureAwait(false);
        one[0] = row.Id;
        if (row.Added == draft.Ordinal)
        {
            await rows.DeleteAsync(one).ConfigureAwait(false);
            change.CountAdded(type, id, -1);
        }
        else
        {
            await rows.RemoveAsync(one, draft.Ordinal).ConfigureAwait(false);
            change.CountRemoved(type, id);
        }
    }

    public void Dispose()
    {
        find.Dispose();
        exists.Dispose();
        insert.Dispose();
    }

    private async ValueTask RestoreAsync(MembershipRow row, Membership unit)
    {
        one[0] = row.Id;
        await rows.RestoreAsync(one).ConfigureAwait(false);
        change.CountRemoved(unit.Type.Name, unit.ContentId, -1);
    }

    private async ValueTask InsertAsync(Membership unit)
    {
        // The unit may have been deleted as an orphan since the caller found it.
        exists.Bind(1, unit.ContentId);
        exists.Bind(2, unit.ContentKey);
        var isThere = await exists.ReadAsync().ConfigureAwait(false);
        var key = isThere ? exists.GetInt64OrNull(0) : null;
        exists.Reset();
        if (!isThere)
            throw new StoreException($"The unit {unit.ContentId} was deleted while it was being added; try again.", true);

        insert.Bind(2, unit.ContentKey);
        insert.Bind(3, await session.Numbers.TypeAsync(unit.Type.Name).ConfigureAwait(false));
        insert.Bind(5, key ?? await GiveKeyAsync(unit).ConfigureAwait(false));
        insert.Bind(6, unit.GroupKey);
        await insert.ExecuteAsync().ConfigureAwait(false);
        change.CountAdded(unit.Type.Name, unit.ContentId);
    }

    /// <summary>Keeps the key of a unit that was saved before units kept their keys.</summary>
    private async ValueTask<long> GiveKeyAsync(Membership unit)
    {
        var key = await session.NumberAsync("SELECT key_id FROM content WHERE repo_key = ?1 LIMIT 1", unit.RepositoryKey).ConfigureAwait(false) ?? unit.ContentKey;
        await session.ExecuteAsync("UPDATE content SET repo_key = ?2, key_id = ?3 WHERE id = ?1", unit.ContentKey, unit.RepositoryKey, key).ConfigureAwait(false);
        return key;
    }

    private bool WasRemovedHere(MembershipRow? row, Membership unit) =>
        row is { } found && found.ContentKey == unit.ContentKey && found.Removed == draft.Ordinal;
}
