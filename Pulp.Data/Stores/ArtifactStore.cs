using Pulp.Artifacts;
using Pulp.Data.Sql;
using Pulp.Digests;
using Pulp.Queries;
using Pulp.Stores;

namespace Pulp.Data.Stores;

/// <summary>Keeps artifacts, one row per SHA-256 and domain.</summary>
internal sealed partial class ArtifactStore : IArtifactStore
{
    /// <summary>The columns of an artifact; its alias is a, its domain's d.</summary>
    public static readonly string Columns = $"a.id, a.uuid, d.uuid, a.size, a.created, a.interest, {DigestColumns.Names("a.")}";

    private const string From = "artifact a JOIN content_domain d ON d.id = a.domain_id";

    // Nothing refers to the artifact; only then may its bytes go.
    private const string Unreferenced =
        "NOT EXISTS (SELECT 1 FROM content_artifact f WHERE f.artifact_id = a.id) AND NOT EXISTS (SELECT 1 FROM published_file p WHERE p.artifact_id = a.id)";

    private static readonly SqlSelect Select = new(Columns, From, new SqlFieldMap(Fields()), "a.id");
    private readonly SqlSession session;

    public ArtifactStore(SqlSession session) => this.session = session;

    public ValueTask<StoredArtifact?> GetAsync(Guid id) =>
        session.FirstAsync($"SELECT {Columns} FROM {From} WHERE a.uuid = ?1", static row => Read(row, 0), id)!;

    public async ValueTask<IReadOnlyDictionary<string, StoredArtifact>> FindAsync(Guid domainId, IReadOnlyCollection<Digest> digests)
    {
        var found = new Dictionary<string, StoredArtifact>(digests.Count, StringComparer.Ordinal);
        var domain = await session.Numbers.FindDomainAsync(domainId).ConfigureAwait(false);
        using var find = Find(domain);
        foreach (var digest in digests)
        {
            if (digest.Algorithm != DigestAlgorithm.Sha256)
                throw new ArgumentException($"Artifacts are found by SHA-256, not by {DigestAlgorithms.NameOf(digest.Algorithm)}.", nameof(digests));
            find.Bind(1, digest.ToBytes());
            if (await find.ReadAsync().ConfigureAwait(false))
                found[digest.Hex] = Read(find, 0);
            find.Reset();
        }

        return found;
    }

    public async ValueTask<IReadOnlyList<(StoredArtifact Artifact, bool IsNew)>> SaveAsync(IReadOnlyList<StoredArtifact> artifacts)
    {
        session.RequireWrite();
        var saved = new List<(StoredArtifact, bool)>(artifacts.Count);
        var now = session.Now();
        using var find = Find(0);
        using var insert = session.Prepare(
            $"INSERT INTO artifact (uuid, domain_id, size, created, interest, {DigestColumns.Names()}) VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            SqlValue.Null, SqlValue.Null, SqlValue.Null, now);
        foreach (var artifact in artifacts)
        {
            var domain = await session.Numbers.DomainAsync(artifact.DomainId).ConfigureAwait(false);
            find.Bind(1, Convert.FromHexString(artifact.Sha256));
            find.Bind(2, domain);
            var isNew = !await find.ReadAsync().ConfigureAwait(false);
            if (isNew)
            {
                insert.Bind(1, session.NewId());
                insert.Bind(2, domain);
                insert.Bind(3, artifact.Size ?? throw new ArgumentException("A stored artifact has a size.", nameof(artifacts)));
                DigestColumns.Bind(insert, 5, artifact.Digests);
                await insert.ExecuteAsync().ConfigureAwait(false);
                await find.ReadAsync().ConfigureAwait(false);
            }

            var row = Read(find, 0);
            find.Reset();
            if (!isNew && Interest.IsOld(row.LastUpdated, now))
            {
                await Interest.RenewAsync(session, "artifact", [row.StoreKey]).ConfigureAwait(false);
                row = row with { LastUpdated = now };
            }

            saved.Add((row, isNew));
        }

        return saved;
    }

    public ValueTask TouchAsync(IReadOnlyCollection<long> storeKeys) => Interest.RenewAsync(session, "artifact", storeKeys);

    public async ValueTask<Page<StoredArtifact>> QueryAsync(Guid domainId, Query query)
    {
        var where = new SqlBuilder(session.Dialect);
        where.And($"a.domain_id = {where.Parameter(await session.Numbers.FindDomainAsync(domainId).ConfigureAwait(false))}");
        return await Select.PageAsync(session, query, static row => Read(row, 0), where).ConfigureAwait(false);
    }

    public async ValueTask<(IReadOnlyList<StoredArtifact> Deleted, long? Cursor)> DeleteUnreferencedAsync(Guid domainId, DateTimeOffset idleSince, long cursor, int limit)
    {
        session.RequireWrite();
        var domain = await session.Numbers.FindDomainAsync(domainId).ConfigureAwait(false);
        var last = await session.NumberAsync(
            "SELECT max(id) FROM (SELECT id FROM artifact WHERE id > ?1 ORDER BY id LIMIT ?2)", cursor, limit).ConfigureAwait(false);
        if (last is null)
            return ([], null);
        var idle = await session.ListAsync(
            $"SELECT {Columns} FROM {From} WHERE a.id > ?1 AND a.id <= ?2 AND a.domain_id = ?3 AND a.interest < ?4 AND {Unreferenced}",
            static row => Read(row, 0), cursor, last.Value, domain, idleSince).ConfigureAwait(false);
        await session.ExecuteAsync(
            $"DELETE FROM artifact WHERE {session.Dialect.In("id", "?1", SqlListKind.Integers)}", SqlValue.List(idle.ConvertAll(artifact => artifact.StoreKey))).ConfigureAwait(false);
        return (idle, last);
    }

    public async ValueTask<bool> DeleteAsync(Guid id)
    {
        session.RequireWrite();
        return await session.ExecuteAsync($"DELETE FROM artifact AS a WHERE a.uuid = ?1 AND {Unreferenced}", id).ConfigureAwait(false) > 0;
    }

    public async ValueTask<IReadOnlyList<StoredArtifact>> ScanAsync(long afterKey, int limit) =>
        await session.ListAsync($"SELECT {Columns} FROM {From} WHERE a.id > ?1 ORDER BY a.id LIMIT ?2", static row => Read(row, 0), afterKey, limit).ConfigureAwait(false);

    /// <summary>Reads an artifact from <see cref="Columns"/>.</summary>
    internal static StoredArtifact Read(SqlStatement row, int first) => new()
    {
        StoreKey = row.GetInt64(first),
        Id = row.GetGuid(first + 1),
        DomainId = row.GetGuid(first + 2),
        Size = row.GetInt64(first + 3),
        Created = row.GetTime(first + 4),
        LastUpdated = row.GetTime(first + 5),
        Digests = DigestColumns.Read(row, first + 6),
    };

    private SqlStatement Find(long domain) =>
        session.Prepare($"SELECT {Columns} FROM {From} WHERE a.sha256 = ?1 AND a.domain_id = ?2", SqlValue.Null, domain);

    private static Dictionary<string, SqlField> Fields()
    {
        var fields = new Dictionary<string, SqlField>(StringComparer.Ordinal)
        {
            ["size"] = new("a.size", SqlFieldType.Integer),
            ["pulp_id"] = new("a.uuid", SqlFieldType.Id),
            ["pulp_created"] = new("a.created", SqlFieldType.Time),
            ["pulp_last_updated"] = new("a.interest", SqlFieldType.Time),
            ["repository_version"] = SqlField.Of(InVersion),
            ["orphaned_since"] = SqlField.Of((builder, comparison, value) => comparison == Comparison.Equal && value is DateTimeOffset since
                ? $"(a.interest < {builder.Parameter(since)} AND {Unreferenced})"
                : null),
        };
        foreach (var algorithm in DigestAlgorithms.All)
            fields.Add(DigestAlgorithms.NameOf(algorithm), SqlField.Of((builder, comparison, value) => HasDigest(builder, algorithm, comparison, value)));
        return fields;
    }

    private static string? HasDigest(SqlBuilder builder, DigestAlgorithm algorithm, Comparison comparison, object? value)
    {
        var column = $"a.{DigestAlgorithms.NameOf(algorithm)}";
        return (comparison, value) switch
        {
            (Comparison.Equal, string hex) => Digest.TryParse(algorithm, hex, out var digest) ? $"{column} = {builder.Parameter(digest.ToBytes())}" : "FALSE",
            (Comparison.In, IEnumerable<object?> list) => builder.Dialect.In(column, builder.Parameter(SqlValue.List(Parse(list.OfType<string>()))), SqlListKind.Bytes),
            (Comparison.IsNull, bool isNull) => $"{column} IS {(isNull ? "" : "NOT ")}NULL",
            _ => null,
        };

        byte[][] Parse(IEnumerable<string> list) =>
            [.. list.Select(hex => Digest.TryParse(algorithm, hex, out var digest) ? digest.ToBytes() : null).OfType<byte[]>()];
    }

    private static string? InVersion(SqlBuilder builder, Comparison comparison, object? value) => comparison == Comparison.Equal && value is Guid version
        ? $"""
          a.id IN (SELECT f.artifact_id FROM repository_version v
            JOIN repository_content m ON m.repository_id = v.repository_id AND {MembershipRow.VisibleAt("m", "v.ordinal")}
            JOIN content_artifact f ON f.id >= m.content_id * {ContentFiles.Stride} AND f.id < (m.content_id + 1) * {ContentFiles.Stride}
            WHERE v.state = 0 AND v.uuid = {builder.Parameter(version)} AND f.artifact_id IS NOT NULL)
          """
        : null;
}
