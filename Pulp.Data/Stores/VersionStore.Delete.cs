using Pulp.Data.Sql;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Data.Stores;

/// <content>Deleting versions.</content>
internal sealed partial class VersionStore
{
    public async ValueTask<bool> DeleteAsync(Guid versionId, int limit = int.MaxValue)
    {
        session.RequireWrite();
        if (await FindRowAsync(versionId).ConfigureAwait(false) is not { } row)
            return true;
        if (row.State is VersionState.Draft or VersionState.Staged)
            throw new InvalidOperationException($"The version {versionId} is a draft; abort it instead.");

        if (row.State == VersionState.Complete)
            row = await HideAsync(versionId, row.Version.RepositoryKey).ConfigureAwait(false);
        return await ContinueAsync(row, limit).ConfigureAwait(false) > 0;
    }

    public async ValueTask<bool> DeleteAllAsync(Guid repositoryId, int limit = int.MaxValue)
    {
        session.RequireWrite();
        if (await session.NumberAsync("SELECT id FROM resource WHERE uuid = ?1", repositoryId).ConfigureAwait(false) is not { } repository)
            return true;
        await session.ExecuteAsync("DELETE FROM repository_state WHERE repository_id = ?1", repository).ConfigureAwait(false);
        await session.ExecuteAsync(
            "UPDATE repository_version SET base_version = NULL WHERE base_version IN (SELECT uuid FROM repository_version WHERE repository_id = ?1)", repository).ConfigureAwait(false);
        await session.ExecuteAsync("DELETE FROM repository_version WHERE repository_id = ?1", repository).ConfigureAwait(false);
        await session.ExecuteAsync("DELETE FROM staged_overlap WHERE repository_id = ?1", repository).ConfigureAwait(false);
        return await session.ExecuteAsync(
            "DELETE FROM repository_content WHERE id IN (SELECT id FROM repository_content WHERE repository_id = ?1 LIMIT ?2)", repository, limit).ConfigureAwait(false) < limit;
    }

    /// <summary>Makes a version invisible.</summary>
    private async ValueTask<VersionRow> HideAsync(Guid versionId, long repository)
    {
        // A merge reads what its neighbours hold, so one that was begun earlier is ended while they are still there.
        await FinishAsync(repository, VersionState.Merging).ConfigureAwait(false);
        await FinishAsync(repository, VersionState.Dropping).ConfigureAwait(false);
        var version = (await FindRowAsync(versionId).ConfigureAwait(false))!.Version;
        var previous = await NeighbourAsync(version, false).ConfigureAwait(false);
        var isLatest = await NeighbourAsync(version, true).ConfigureAwait(false) is null;
        if (isLatest && previous is null)
            throw new InvalidOperationException($"The version {version.Id} is the only one of its repository.");
        var state = isLatest ? VersionState.Dropping : VersionState.Merging;
        await session.ExecuteAsync(
            "UPDATE repository_version SET state = ?2, start_ordinal = ?3, summary = ?4, phase = 0, cursor = 0 WHERE uuid = ?1",
            version.Id, (int)state, previous?.Ordinal ?? -1, SqlValue.Utf8(SummaryJson.Write(version.Summary with { Present = ContentSummary.Empty.Present }))).ConfigureAwait(false);
        await session.ExecuteAsync("UPDATE repository_version SET base_version = NULL WHERE base_version = ?1", version.Id).ConfigureAwait(false);
        if (isLatest)
        {
            await session.ExecuteAsync(
                "UPDATE repository_state SET (latest_version, latest_number) = (SELECT v.id, v.number FROM repository_version v WHERE v.uuid = ?2) WHERE repository_id = ?1",
                version.RepositoryKey, previous!.Id).ConfigureAwait(false);
        }

        return (await FindRowAsync(version.Id).ConfigureAwait(false))!;
    }

    /// <summary>Goes on deleting a version.</summary>
    /// <returns>How much of the limit is left; 0 means that there is more to do.</returns>
    private async ValueTask<long> ContinueAsync(VersionRow row, long limit)
    {
        if (limit == 0)
            return 0;
        if (row.State == VersionState.Merging)
        {
            var next = (await NeighbourAsync(row.Version, true).ConfigureAwait(false))!;
            limit = await new VersionMerge(session, row, next).RunAsync(limit).ConfigureAwait(false);
        }
        else
        {
            var rows = await MembershipRows.OpenAsync(session, row.Version.RepositoryKey).ConfigureAwait(false);
            limit = await rows.UndoAsync(row.StartOrdinal, row.Version.Ordinal, limit).ConfigureAwait(false);
        }

        if (limit > 0)
            await ForgetAsync(row).ConfigureAwait(false);
        return limit;
    }

    /// <summary>Ends deletions that were begun. What a dropped version added must not show in what comes after.</summary>
    private async ValueTask FinishAsync(long repository, VersionState state)
    {
        var rows = await session.ListAsync(
            $"{Select}v.repository_id = ?1 AND v.state <> 0 AND v.state = ?2", VersionRow.Read, repository, (int)state).ConfigureAwait(false);
        foreach (var row in rows)
            await ContinueAsync(row, long.MaxValue).ConfigureAwait(false);
    }

    private ValueTask<RepositoryVersion?> NeighbourAsync(RepositoryVersion version, bool next) => session.FirstAsync(
        $"{Select}v.repository_id = ?1 AND v.state = 0 AND v.ordinal {(next ? ">" : "<")} ?2 ORDER BY v.ordinal {(next ? "" : "DESC ")}LIMIT 1",
        VersionRow.ReadVersion, version.RepositoryKey, version.Ordinal);
}
