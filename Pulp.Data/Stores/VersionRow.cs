using Pulp.Data.Sql;
using Pulp.Repositories;

namespace Pulp.Data.Stores;

/// <summary>
/// A row of <c>repository_version</c>: a complete version, a draft, or one that is being deleted.
/// </summary>
internal sealed record VersionRow
{
    /// <summary>The columns; the table's alias is v, the repository's resource is r.</summary>
    public const string Columns =
        "v.id, v.uuid, v.repository_id, r.uuid, v.number, v.ordinal, v.base_version, v.created, v.updated, v.summary, v.set_hash, v.state, v.start_ordinal, v.phase, v.cursor";

    public const string From = "repository_version v JOIN resource r ON r.id = v.repository_id";

    public required long Id { get; init; }

    public required VersionState State { get; init; }

    public required long StartOrdinal { get; init; }

    public required int Phase { get; init; }

    public required long Cursor { get; init; }

    public required RepositoryVersion Version { get; init; }

    public static VersionRow Read(SqlStatement row) => new()
    {
        Id = row.GetInt64(0),
        State = (VersionState)row.GetInt32(11),
        StartOrdinal = row.GetInt64(12),
        Phase = row.GetInt32(13),
        Cursor = row.GetInt64(14),
        Version = ReadVersion(row),
    };

    public static RepositoryVersion ReadVersion(SqlStatement row) => new()
    {
        Id = row.GetGuid(1),
        RepositoryKey = row.GetInt64(2),
        RepositoryId = row.GetGuid(3),
        Number = row.GetInt64OrNull(4) ?? -1,
        Ordinal = row.GetInt64(5),
        BaseVersion = row.GetGuidOrNull(6),
        Created = row.GetTime(7),
        LastUpdated = row.GetTime(8),
        Summary = SummaryJson.Read(row.GetSpan(9)),
        SetHash = SetHash.FromBytes(row.GetSpan(10)),
    };
}
