using System.Text;
using Pulp.Artifacts;
using Pulp.Data.Sql;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Data.Stores;

/// <summary>
/// Finds and lists the files of a version by path.
/// </summary>
internal sealed class VersionFiles
{
    /// <summary>Joins the files <c>f</c> of a unit in a version <c>m</c>.</summary>
    public const string Range = "JOIN content_artifact f ON f.id >= m.content_id * 1048576 AND f.id < (m.content_id + 1) * 1048576";
    private readonly SqlSession session;
    private readonly RepositoryVersion version;

    public VersionFiles(SqlSession session, RepositoryVersion version)
    {
        this.session = session;
        this.version = version;
    }

    /// <summary>Finds the file at a path.</summary>
    public async ValueTask<ContentArtifact?> FindAsync(string relativePath)
    {
        using var files = new ContentFiles(session);
        var isIndexed = false;
        foreach (var name in version.Summary.Present.Keys)
        {
            if (!session.Catalog.TryGetContentType(name, out var type))
                continue;
            isIndexed |= !type.PathFollowsRepositoryKey;
            if (type.RepositoryKeyOfPath(relativePath) is not { } key || await session.Memberships.FindAsync(version, key).ConfigureAwait(false) is not { } unit)
                continue;
            if ((await files.OfUnitAsync(unit.StoreKey).ConfigureAwait(false)).Find(file => file.RelativePath == relativePath) is { } found)
                return found;
        }

        if (!isIndexed)
            return null;
        var at = await session.NumberAsync(
            $"""
            SELECT f.id FROM content_artifact f
            JOIN repository_content m ON m.content_id = f.id / {ContentFiles.Stride} AND +m.repository_id = ?1 AND {MembershipRow.VisibleAt("m", "?2")}
            WHERE f.path_hash = ?3 AND f.path_hash IS NOT NULL AND f.relative_path = ?4 ORDER BY m.added DESC, m.id DESC LIMIT 1
            """,
            version.RepositoryKey, version.Ordinal, PathHash.Of(relativePath), relativePath).ConfigureAwait(false);
        return at is { } file ? await files.GetAsync(file).ConfigureAwait(false) : null;
    }

    /// <summary>Lists a directory. Looks at every file of the version.</summary>
    public async ValueTask<IReadOnlyList<DirectoryEntry>> ListAsync(string prefix)
    {
        var entries = new Dictionary<string, DirectoryEntry>(StringComparer.Ordinal);
        var times = new Dictionary<long, DateTimeOffset>();
        using var rows = session.Prepare(
            $"""
            SELECT m.added, f.relative_path, coalesce(a.size, (SELECT max(s.size) FROM remote_artifact s WHERE s.content_artifact_id = f.id))
            FROM repository_content m {Range} LEFT JOIN artifact a ON a.id = f.artifact_id
            WHERE m.repository_id = ?1 AND {MembershipRow.VisibleAt("m", "?2")}
            """,
            version.RepositoryKey, version.Ordinal);
        while (await rows.ReadAsync().ConfigureAwait(false))
        {
            if (DirectoryName.Below(rows.GetSpan(1), prefix) is not { } name || entries.ContainsKey(name))
                continue;
            var added = rows.GetInt64(0);
            if (!times.TryGetValue(added, out var time))
            {
                time = await TimeOfAsync(added).ConfigureAwait(false);
                times.Add(added, time);
            }

            entries.Add(name, name.EndsWith('/') ? new DirectoryEntry(name, null, null) : new DirectoryEntry(name, rows.GetInt64OrNull(2), time));
        }

        return [.. entries.Values.OrderBy(entry => entry.Name, StringComparer.Ordinal)];
    }

    // The version that brought the file may have been merged into a later one.
    private ValueTask<DateTimeOffset> TimeOfAsync(long ordinal) => session.FirstAsync(
        "SELECT created FROM repository_version WHERE repository_id = ?1 AND ordinal >= ?2 AND state = 0 ORDER BY ordinal LIMIT 1",
        static row => row.GetTime(0), version.RepositoryKey, ordinal);
}
