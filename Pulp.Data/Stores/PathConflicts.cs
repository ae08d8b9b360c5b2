using Pulp.ContentTypes;
using Pulp.Data.Sql;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Data.Stores;

/// <summary>
/// Finds files that a version added at, above or below the path of another file. Costs as much as was added, and nothing where no two paths can meet.
/// </summary>
internal sealed class PathConflicts
{
    private readonly SqlSession session;
    private readonly RepositoryVersion version;
    private readonly List<ContentType> keyed = [];
    private bool hasPaths;
    private bool hasDirectories;

    public PathConflicts(SqlSession session, RepositoryVersion version)
    {
        this.session = session;
        this.version = version;
    }

    /// <summary>Gets the directories a path needs.</summary>
    public static IEnumerable<string> DirectoriesOf(string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
            yield return path[..slash];
    }

    public async ValueTask<PathConflict?> FindAsync()
    {
        await ReadTypesAsync().ConfigureAwait(false);

        // The files of one type whose paths are made of the repository key can only meet in directories.
        if (!hasDirectories && !hasPaths && keyed.Count <= 1)
            return null;
        using var added = session.Prepare(
            $"""
            SELECT m.content_id, f.relative_path FROM repository_content m {VersionFiles.Range}
            WHERE m.repository_id = ?1 AND m.added = ?2 AND m.removed IS NULL
            """,
            version.RepositoryKey, version.Ordinal);
        using var same = session.Prepare(
            $"""
            SELECT 1 FROM content_artifact f
            JOIN repository_content m ON m.content_id = f.id / {ContentFiles.Stride} AND +m.repository_id = ?1 AND {MembershipRow.VisibleAt("m", "?2")}
            WHERE f.path_hash = ?3 AND f.path_hash IS NOT NULL AND f.relative_path = ?4 AND m.content_id <> ?5 LIMIT 1
            """,
            version.RepositoryKey, version.Ordinal);
        using var ofUnit = session.Prepare("SELECT 1 FROM content_artifact WHERE id >= ?1 AND id < ?2 AND relative_path = ?3 LIMIT 1");
        using var below = session.Prepare(
            $"""
            SELECT f.relative_path FROM content_directory d
            JOIN repository_content m ON m.content_id = d.content_id AND +m.repository_id = ?1 AND {MembershipRow.VisibleAt("m", "?2")}
            {VersionFiles.Range} AND f.relative_path > ?4 AND f.relative_path < ?5
            WHERE d.path_hash = ?3 LIMIT 1
            """,
            version.RepositoryKey, version.Ordinal);
        while (await added.ReadAsync().ConfigureAwait(false))
        {
            var (unit, path) = (added.GetInt64(0), added.GetString(1));
            if (await IsFileAsync(path, unit).ConfigureAwait(false))
                return new PathConflict(path, path);
            foreach (var directory in DirectoriesOf(path))
            {
                if (await IsFileAsync(directory, 0).ConfigureAwait(false))
                    return new PathConflict(directory, path);
            }

            if (hasDirectories && await BelowAsync(path).ConfigureAwait(false) is { } other)
                return new PathConflict(path, other);
        }

        return null;

        async ValueTask<bool> IsFileAsync(string path, long except)
        {
            foreach (var type in keyed)
            {
                if (type.RepositoryKeyOfPath(path) is not { } key
                    || await session.Memberships.FindAsync(version, key).ConfigureAwait(false) is not { } found || found.StoreKey == except)
                    continue;
                ofUnit.Bind(1, found.StoreKey * ContentFiles.Stride);
                ofUnit.Bind(2, (found.StoreKey + 1) * ContentFiles.Stride);
                ofUnit.Bind(3, path);
                var isThere = await ofUnit.ReadAsync().ConfigureAwait(false);
                ofUnit.Reset();
                if (isThere)
                    return true;
            }

            if (!hasPaths)
                return false;
            same.Bind(3, PathHash.Of(path));
            same.Bind(4, path);
            same.Bind(5, except);
            var isFile = await same.ReadAsync().ConfigureAwait(false);
            same.Reset();
            return isFile;
        }

        async ValueTask<string?> BelowAsync(string path)
        {
            below.Bind(3, PathHash.Of(path));
            below.Bind(4, $"{path}/");
            below.Bind(5, $"{path}0"); // the character after the slash
            var other = await below.ReadAsync().ConfigureAwait(false) ? below.GetString(0) : null;
            below.Reset();
            return other;
        }
    }

    private async ValueTask ReadTypesAsync()
    {
        var marks = await session.ListAsync(
            "SELECT name, has_paths, has_directories FROM content_type WHERE has_paths = 1 OR has_directories = 1",
            static row => (Name: row.GetString(0), HasPaths: row.GetInt64(1) != 0, HasDirectories: row.GetInt64(2) != 0)).ConfigureAwait(false);
        foreach (var (name, _) in version.Summary.Present.Where(type => type.Value > 0))
        {
            if (session.Catalog.TryGetContentType(name, out var type) && type.PathFollowsRepositoryKey)
                keyed.Add(type);
            hasPaths |= marks.Exists(mark => mark.Name == name && mark.HasPaths);
            hasDirectories |= marks.Exists(mark => mark.Name == name && mark.HasDirectories);
        }
    }
}
