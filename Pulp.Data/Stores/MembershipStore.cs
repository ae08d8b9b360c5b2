using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Data.Sql;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Data.Stores;

/// <summary>Keeps memberships as rows that say at which ordinal a unit came and went.</summary>
internal sealed partial class MembershipStore : IMembershipStore
{
    private static readonly string Visible = MembershipRow.VisibleAt("m", "?2");

    private static readonly string Find =
        $"""
        SELECT m.content_id, c.uuid FROM (
          SELECT content_id, added, removed FROM repository_content
          WHERE repository_id = ?1 AND key_id = (SELECT key_id FROM content WHERE repo_key = ?3 LIMIT 1) AND added <= ?2 ORDER BY added DESC LIMIT 1) m
        JOIN content c ON c.id = m.content_id WHERE {Visible}
        """;

    private static readonly string OfGroup =
        $"""
        FROM repository_content m JOIN content c ON c.id = m.content_id
        WHERE m.repository_id = ?1 AND m.type_id = ?3 AND m.group_key = ?4 AND {Visible} ORDER BY +m.added, m.id
        """;

    private static readonly string UnitsOfGroup = $"SELECT {ContentReader.Columns} {OfGroup}";
    private static readonly string IdentitiesOfGroup = $"SELECT m.content_id, c.uuid {OfGroup}";
    private readonly SqlSession session;

    public MembershipStore(SqlSession session) => this.session = session;

    public ValueTask<ContentIdentity?> FindAsync(RepositoryVersion version, KeyHash key) =>
        session.FirstAsync<ContentIdentity?>(Find, static row => ReadIdentity(row), version.RepositoryKey, version.Ordinal, key);

    public async ValueTask<IReadOnlySet<long>> PresentAsync(RepositoryVersion version, IReadOnlyCollection<long> contentKeys) => new HashSet<long>(await session.ListAsync(
        $"SELECT m.content_id FROM repository_content m WHERE m.repository_id = ?1 AND {session.Dialect.In("m.content_id", "?3", SqlListKind.Integers)} AND {Visible}",
        static row => row.GetInt64(0), version.RepositoryKey, version.Ordinal, SqlValue.List(contentKeys)).ConfigureAwait(false));

    public async ValueTask<IReadOnlyList<long>> BelongingAsync(RepositoryVersion version, IReadOnlyCollection<long> contentKeys) => await session.ListAsync(
        $"""
        SELECT DISTINCT m.content_id FROM content g
        JOIN content_reference r ON r.target_key = g.natural_key AND r.target_type_id = g.type_id AND r.direction = {(int)ReferenceDirection.BelongsTo}
        JOIN repository_content m ON m.content_id = r.content_id AND m.repository_id = ?1 AND {Visible}
        WHERE {session.Dialect.In("g.id", "?3", SqlListKind.Integers)}
        """,
        static row => row.GetInt64(0), version.RepositoryKey, version.Ordinal, SqlValue.List(contentKeys)).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<Content>> GroupAsync(RepositoryVersion version, ContentType type, string groupKey)
    {
        var units = new List<Content>();
        using var rows = session.Prepare(UnitsOfGroup, version.RepositoryKey, version.Ordinal, await session.Numbers.FindTypeAsync(type.Name).ConfigureAwait(false), groupKey);
        var reader = await ContentReader.OpenAsync(session).ConfigureAwait(false);
        await reader.ReadAllAsync(rows, units).ConfigureAwait(false);
        return units;
    }

    public async ValueTask<IReadOnlyList<ContentIdentity>> GroupIdentitiesAsync(RepositoryVersion version, ContentType type, string groupKey) => await session.ListAsync(
        IdentitiesOfGroup, ReadIdentity, version.RepositoryKey, version.Ordinal, await session.Numbers.FindTypeAsync(type.Name).ConfigureAwait(false), groupKey).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<string>> GroupsAsync(RepositoryVersion version, ContentType type, string? after, int limit)
    {
        // One seek per group instead of a walk over its units.
        var groups = new List<string>();
        using var next = session.Prepare(
            $"""
            SELECT m.group_key FROM repository_content m
            WHERE m.repository_id = ?1 AND m.type_id = ?3 AND m.group_key > ?4 AND {Visible} ORDER BY m.group_key LIMIT 1
            """,
            version.RepositoryKey, version.Ordinal, await session.Numbers.FindTypeAsync(type.Name).ConfigureAwait(false), after ?? "");
        while (groups.Count < limit && await next.ReadAsync().ConfigureAwait(false))
        {
            groups.Add(next.GetString(0));
            next.Reset();
            next.Bind(4, groups[^1]);
        }

        return groups;
    }

    public async ValueTask<(IReadOnlyList<Membership> Units, long? Cursor)> ScanAsync(RepositoryVersion version, ContentType? type, long cursor, int limit)
    {
        var scan = MembershipScan.OfVersion(version.RepositoryKey, version.Ordinal);
        var number = type is null ? 0 : await session.Numbers.FindTypeAsync(type.Name).ConfigureAwait(false);
        scan = scan with
        {
            Columns = "m.id, m.content_id, c.uuid, m.type_id, c.repo_key, m.group_key",
            Join = "JOIN content c ON c.id = m.content_id",
            Where = $"{scan.Where} AND (?6 IS NULL OR m.type_id = ?6)",
        };
        var types = (await ContentReader.OpenAsync(session).ConfigureAwait(false)).Types;
        var (rows, next) = await scan.ReadAsync(
            session,
            cursor,
            limit,
            row => types.TryGetValue(row.GetInt64(3), out var found)
                ? new Membership(row.GetInt64(1), row.GetGuid(2), found, row.GetKeyHash(4), row.GetStringOrNull(5))
                : default,
            type is null ? SqlValue.Null : number).ConfigureAwait(false);
        if (rows is null)
            throw Deleted();
        rows.RemoveAll(static unit => unit.Type is null);
        return (rows, next);
    }

    public async ValueTask<(IReadOnlyList<ContentIdentity> Units, long? Cursor)> DiffAsync(RepositoryVersion from, RepositoryVersion to, bool added, long cursor, int limit)
    {
        var (wanted, other) = added ? (to, from) : (from, to);
        var isSame = wanted.RepositoryKey == other.RepositoryKey;

        // In one repository, only what came or went between the two can differ.
        var scan = !isSame ? MembershipScan.OfVersion(wanted.RepositoryKey, wanted.Ordinal)
            : wanted.Ordinal > other.Ordinal ? new MembershipScan(wanted.RepositoryKey, "added", other.Ordinal, wanted.Ordinal)
            : new MembershipScan(wanted.RepositoryKey, "removed", wanted.Ordinal, other.Ordinal);
        scan = scan with
        {
            Columns = "m.id, m.content_id, c.uuid",
            Join = "JOIN content c ON c.id = m.content_id",
            Where = $"{MembershipRow.VisibleAt("m", "?6")} AND NOT EXISTS (SELECT 1 FROM repository_content o WHERE o.content_id = m.content_id AND o.repository_id = ?7 AND {MembershipRow.VisibleAt("o", "?8")})",
        };
        var (rows, next) = await scan.ReadAsync(
            session, cursor, limit, static row => new ContentIdentity(row.GetInt64(1), row.GetGuid(2)), wanted.Ordinal, other.RepositoryKey, other.Ordinal).ConfigureAwait(false);
        return (rows ?? throw Deleted(), next);
    }

    public ValueTask<ContentArtifact?> FindFileAsync(RepositoryVersion version, string relativePath) => new VersionFiles(session, version).FindAsync(relativePath);

    public ValueTask<PathConflict?> FindPathConflictAsync(RepositoryVersion version) => new PathConflicts(session, version).FindAsync();

    public ValueTask<IReadOnlyList<DirectoryEntry>> ListAsync(RepositoryVersion version, string prefix) => new VersionFiles(session, version).ListAsync(prefix);

    private static ContentIdentity ReadIdentity(SqlStatement row) => new(row.GetInt64(0), row.GetGuid(1));

    private static StoreException Deleted() => new("The version was deleted while it was read.", false);
}
