using Pulp.Data.Sql;
using Pulp.Queries;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Data.Stores;

/// <summary>Keeps versions, and the drafts that become versions.</summary>
internal sealed partial class VersionStore : IVersionStore
{
    // So far ahead of the time line that no number of changes during one sync reaches it.
    private const long StagedDistance = 1 << 20;
    private const string Select = $"SELECT {VersionRow.Columns} FROM {VersionRow.From} WHERE ";

    private static readonly SqlSelect Listing = new(VersionRow.Columns, VersionRow.From, new SqlFieldMap(Fields()), "v.id");
    private readonly SqlSession session;

    public VersionStore(SqlSession session) => this.session = session;

    public async ValueTask<RepositoryVersion> CreateFirstAsync(Guid repositoryId)
    {
        session.RequireWrite();
        var repository = await KeyOfAsync(repositoryId).ConfigureAwait(false);
        var id = session.NewId();
        await InsertAsync(id, repository, 0, VersionState.Complete, -1, null).ConfigureAwait(false);
        await session.ExecuteAsync("UPDATE repository_version SET number = 0 WHERE uuid = ?1", id).ConfigureAwait(false);
        await session.ExecuteAsync(
            """
            INSERT INTO repository_state (repository_id, latest_version, latest_number, next_number, next_ordinal)
            SELECT ?1, id, 0, 1, 1 FROM repository_version WHERE uuid = ?2
            ON CONFLICT (repository_id) DO UPDATE SET latest_version = excluded.latest_version, latest_number = 0, next_number = 1, next_ordinal = 1
            """,
            repository, id).ConfigureAwait(false);
        return (await GetAsync(id).ConfigureAwait(false))!;
    }

    public ValueTask<RepositoryVersion?> GetAsync(Guid versionId) =>
        session.FirstAsync($"{Select}v.uuid = ?1 AND v.state = 0", VersionRow.ReadVersion, versionId);

    public ValueTask<RepositoryVersion?> FindAsync(Guid repositoryId, long? number = null) => number is { } wanted
        ? session.FirstAsync($"{Select}r.uuid = ?1 AND v.number = ?2 AND v.state = 0", VersionRow.ReadVersion, repositoryId, wanted)
        : session.FirstAsync(
            $"SELECT {VersionRow.Columns} FROM resource r JOIN repository_state s ON s.repository_id = r.id JOIN repository_version v ON v.id = s.latest_version WHERE r.uuid = ?1",
            VersionRow.ReadVersion, repositoryId);

    public ValueTask<Page<RepositoryVersion>> QueryAsync(Guid? repositoryId, Guid domainId, Query query)
    {
        var where = new SqlBuilder(session.Dialect);
        where.And($"r.domain = {where.Parameter(domainId)}").And("v.state = 0");
        if (repositoryId is { } repository)
            where.And($"r.uuid = {where.Parameter(repository)}");
        if (query.OrderBy.Count == 0)
            query = query with { OrderBy = [repositoryId is null ? new Ordering("pulp_created", true) : new Ordering("number", true)] };
        return Listing.PageAsync(session, query, VersionRow.ReadVersion, where);
    }

    public async ValueTask<VersionDraft> BeginAsync(Guid repositoryId, bool staged, Guid? baseVersion = null)
    {
        session.RequireWrite();
        var repository = await KeyOfAsync(repositoryId).ConfigureAwait(false);
        await FinishAsync(repository, VersionState.Dropping).ConfigureAwait(false);
        var start = await FindAsync(repositoryId).ConfigureAwait(false)
            ?? throw new StoreException($"The repository {repositoryId} has no version; it is being deleted.", false);
        var state = staged ? VersionState.Staged : VersionState.Draft;
        var open = await session.NumberAsync(
            "SELECT count(*) FROM repository_version WHERE repository_id = ?1 AND state <> 0 AND state = ?2", repository, (int)state).ConfigureAwait(false);
        if (open > 0)
            throw new InvalidOperationException($"A {(staged ? "staged draft" : "draft")} of the repository {repositoryId} is open already; complete or abort it first.");

        var next = (await session.NumberAsync("SELECT next_ordinal FROM repository_state WHERE repository_id = ?1", repository).ConfigureAwait(false))!.Value;
        var ordinal = staged ? next + StagedDistance : next;
        if (!staged)
            await session.ExecuteAsync("UPDATE repository_state SET next_ordinal = ?2 WHERE repository_id = ?1", repository, next + 1).ConfigureAwait(false);
        var id = session.NewId();
        await InsertAsync(id, repository, ordinal, state, start.Ordinal, baseVersion).ConfigureAwait(false);
        return new VersionDraft
        {
            Id = id,
            RepositoryId = repositoryId,
            RepositoryKey = repository,
            Ordinal = ordinal,
            Start = start,
            IsStaged = staged,
            BaseVersion = baseVersion,
        };
    }

    public async ValueTask<bool> AbortAsync(VersionDraft draft, int limit = int.MaxValue)
    {
        session.RequireWrite();
        if (await FindRowAsync(draft.Id).ConfigureAwait(false) is not { } row || row.State == VersionState.Complete)
            return true;
        if (row.State is VersionState.Merging or VersionState.Dropping)
            return await DeleteAsync(draft.Id, limit).ConfigureAwait(false);
        var rows = await MembershipRows.OpenAsync(session, draft).ConfigureAwait(false);
        if (await rows.UndoAsync(draft.Ordinal - 1, draft.Ordinal, limit).ConfigureAwait(false) == 0)
            return false;
        await ForgetAsync(row).ConfigureAwait(false);
        return true;
    }

    public async ValueTask<IReadOnlyList<VersionDraft>> AbandonedDraftsAsync()
    {
        var rows = await session.ListAsync($"{Select}v.state <> 0 ORDER BY v.id", VersionRow.Read).ConfigureAwait(false);
        return rows.ConvertAll(row => new VersionDraft
        {
            Id = row.Version.Id,
            RepositoryId = row.Version.RepositoryId,
            RepositoryKey = row.Version.RepositoryKey,
            Ordinal = row.Version.Ordinal,
            Start = row.Version,
            IsStaged = row.State == VersionState.Staged,
            BaseVersion = row.Version.BaseVersion,
        });
    }

    private async ValueTask<long> KeyOfAsync(Guid repositoryId) =>
        await session.NumberAsync("SELECT id FROM resource WHERE uuid = ?1", repositoryId).ConfigureAwait(false)
        ?? throw new StoreException($"The repository {repositoryId} does not exist.", false);

    private ValueTask<VersionRow?> FindRowAsync(Guid id) => session.FirstAsync($"{Select}v.uuid = ?1", VersionRow.Read, id);

    private async ValueTask InsertAsync(Guid id, long repository, long ordinal, VersionState state, long start, Guid? baseVersion) =>
        await session.ExecuteAsync(
            """
            INSERT INTO repository_version (uuid, repository_id, ordinal, state, start_ordinal, base_version, set_hash, summary, created, updated)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)
            """,
            id, repository, ordinal, (int)state, start, baseVersion, default(SetHash).ToBytes(), SqlValue.Utf8(SummaryJson.Write(ContentSummary.Empty)), session.Now()).ConfigureAwait(false);

    /// <summary>Deletes the row of a draft or of a version that is undone, with the notes on a staged draft.</summary>
    private async ValueTask ForgetAsync(VersionRow row)
    {
        await session.ExecuteAsync("DELETE FROM repository_version WHERE id = ?1", row.Id).ConfigureAwait(false);
        if (row.State == VersionState.Staged)
            await session.ExecuteAsync("DELETE FROM staged_overlap WHERE repository_id = ?1", row.Version.RepositoryKey).ConfigureAwait(false);
    }

    private static Dictionary<string, SqlField> Fields() => new(StringComparer.Ordinal)
    {
        ["number"] = new("v.number", SqlFieldType.Integer),
        ["pulp_created"] = new("v.created", SqlFieldType.Time),
        ["pulp_last_updated"] = new("v.updated", SqlFieldType.Time),
        ["pulp_id"] = new("v.uuid", SqlFieldType.Id),
        ["repository"] = new("r.uuid", SqlFieldType.Id),
        ["user_hidden"] = SqlField.Of(static (builder, comparison, value) => (comparison, value) is (Comparison.Equal, bool isHidden)
            ? $"{builder.Dialect.JsonValue("r.document", "user_hidden")} = {builder.Parameter(isHidden)}"
            : null),
        ["content"] = SqlField.Of(Holds),
    };

    private static string? Holds(SqlBuilder builder, Comparison comparison, object? value)
    {
        IReadOnlyCollection<Guid>? units = (comparison, value) switch
        {
            (Comparison.Equal, Guid unit) => [unit],
            (Comparison.In, System.Collections.IEnumerable list) => [.. list.OfType<Guid>()],
            _ => null,
        };
        return units is null
            ? null
            : $"""
              EXISTS (SELECT 1 FROM content c CROSS JOIN repository_content m
                WHERE m.content_id = c.id AND {builder.Dialect.In("c.uuid", builder.Parameter(SqlValue.List(units)), SqlListKind.Bytes)} AND m.repository_id = v.repository_id AND {MembershipRow.VisibleAt("m", "v.ordinal")})
              """;
    }
}
