using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Data.Stores;

/// <content>Completing drafts.</content>
internal sealed partial class VersionStore
{
    public async ValueTask<RepositoryVersion?> CompleteAsync(VersionDraft draft)
    {
        session.RequireWrite();
        var row = await FindRowAsync(draft.Id).ConfigureAwait(false);
        if (row is not { State: VersionState.Draft or VersionState.Staged })
            throw new InvalidOperationException($"The draft {draft.Id} is not open any more.");
        await FinishAsync(draft.RepositoryKey, VersionState.Dropping).ConfigureAwait(false);
        var latest = await FindAsync(draft.RepositoryId).ConfigureAwait(false)
            ?? throw new StoreException($"The repository {draft.RepositoryId} has no version; it is being deleted.", false);
        var change = session.Drafts.Of(draft);
        if (draft.IsStaged)
            await RebaseAsync(draft, change).ConfigureAwait(false);
        else if (latest.Ordinal != draft.Start.Ordinal)
            throw new InvalidOperationException($"Another version of the repository {draft.RepositoryId} was completed since the draft was begun.");

        var (added, removed) = (change.Added, change.Removed);
        if (added.Count == 0 && removed.Count == 0)
        {
            await ForgetAsync(row).ConfigureAwait(false);
            if (!draft.IsStaged)
            {
                await session.ExecuteAsync(
                    "UPDATE repository_state SET next_ordinal = ?2 WHERE repository_id = ?1 AND next_ordinal = ?2 + 1", draft.RepositoryKey, draft.Ordinal).ConfigureAwait(false);
            }

            return null;
        }

        var present = SummaryJson.Sum(SummaryJson.Sum(latest.Summary.Present, added), removed, -1);
        await session.ExecuteAsync(
            """
            UPDATE repository_version SET state = 0, summary = ?2, set_hash = ?3, updated = ?4,
              base_version = (SELECT b.uuid FROM repository_version b WHERE b.uuid = repository_version.base_version AND b.state = 0),
              number = (SELECT s.next_number FROM repository_state s WHERE s.repository_id = repository_version.repository_id)
            WHERE id = ?1
            """,
            row.Id, Sql.SqlValue.Utf8(SummaryJson.Write(new ContentSummary(added, removed, present))), latest.SetHash.Plus(change.Hash).ToBytes(), session.Now()).ConfigureAwait(false);
        await session.ExecuteAsync(
            "UPDATE repository_state SET latest_version = ?2, latest_number = next_number, next_number = next_number + 1, next_ordinal = ?3 WHERE repository_id = ?1",
            draft.RepositoryKey, row.Id, draft.Ordinal + 1).ConfigureAwait(false);
        return await GetAsync(draft.Id).ConfigureAwait(false);
    }

    /// <summary>
    /// Brings a staged draft up to what others completed meanwhile. Costs as much as they changed.
    /// </summary>
    private async ValueTask RebaseAsync(VersionDraft draft, DraftChange change)
    {
        // 1. Marks of the draft that others overwrote are not its removals any more.
        var overlaps = await session.ListAsync(
            "SELECT type_id, content_uuid FROM staged_overlap WHERE repository_id = ?1 AND displaced = 1",
            static row => (Type: row.GetInt64(0), Id: row.GetGuid(1)), draft.RepositoryKey).ConfigureAwait(false);
        foreach (var (type, id) in overlaps)
            change.CountRemoved(await session.Numbers.NameAsync(type).ConfigureAwait(false), id, -1);

        // 2. What others brought, or brought back, and the draft brought too: the same unit stays theirs, another with the same key is replaced.
        var pairs = await session.ListAsync(
            """
            SELECT o.id, o.content_id, o.type_id, co.uuid, d.id, d.content_id, d.type_id, cd.uuid
            FROM (
              SELECT id FROM repository_content WHERE repository_id = ?1 AND added > ?2 AND added < ?3
              UNION SELECT row_id FROM staged_overlap WHERE repository_id = ?1 AND displaced = 0) came
            JOIN repository_content o ON o.id = came.id
            JOIN repository_content d ON d.repository_id = o.repository_id AND d.key_id = o.key_id AND d.added = ?3
            JOIN content co ON co.id = o.content_id
            JOIN content cd ON cd.id = d.content_id
            WHERE +o.repository_id = ?1 AND +o.added < ?3 AND o.removed IS NULL
            """,
            static row => (
                Theirs: (Row: row.GetInt64(0), Content: row.GetInt64(1), Type: row.GetInt64(2), Id: row.GetGuid(3)),
                Ours: (Row: row.GetInt64(4), Content: row.GetInt64(5), Type: row.GetInt64(6), Id: row.GetGuid(7))),
            draft.RepositoryKey, draft.Start.Ordinal, draft.Ordinal).ConfigureAwait(false);
        var rows = await MembershipRows.OpenAsync(session, draft).ConfigureAwait(false);
        foreach (var (theirs, ours) in pairs)
        {
            if (theirs.Content == ours.Content)
            {
                await rows.DeleteAsync([ours.Row]).ConfigureAwait(false);
                change.CountAdded(await session.Numbers.NameAsync(ours.Type).ConfigureAwait(false), ours.Id, -1);
            }
            else
            {
                await rows.RemoveAsync([theirs.Row], draft.Ordinal).ConfigureAwait(false);
                change.CountRemoved(await session.Numbers.NameAsync(theirs.Type).ConfigureAwait(false), theirs.Id);
            }
        }

        await session.ExecuteAsync("DELETE FROM staged_overlap WHERE repository_id = ?1", draft.RepositoryKey).ConfigureAwait(false);
    }
}
