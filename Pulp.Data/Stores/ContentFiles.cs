using Pulp.Artifacts;
using Pulp.Data.Sql;

namespace Pulp.Data.Stores;

/// <summary>
/// Reads files of units with their stored artifacts and sources.
/// </summary>
internal sealed class ContentFiles : IDisposable
{
    /// <summary>How far the identifiers of a unit's files are apart from those of the next unit's.</summary>
    public const long Stride = 1 << 20;

    private static readonly string Files =
        $"""
        SELECT f.id, f.relative_path, {ArtifactStore.Columns}
        FROM content_artifact f LEFT JOIN artifact a ON a.id = f.artifact_id LEFT JOIN content_domain d ON d.id = a.domain_id
        WHERE f.id >= ?1 AND f.id < ?2 ORDER BY f.id
        """;

    private static readonly string Sources =
        $"""
        SELECT s.content_artifact_id, s.url, s.size, s.failed_at, r.uuid, {DigestColumns.Names("s.")}
        FROM remote_artifact s JOIN resource r ON r.id = s.remote_id
        WHERE s.content_artifact_id >= ?1 AND s.content_artifact_id < ?2 ORDER BY s.content_artifact_id, s.remote_id
        """;

    private readonly SqlStatement files;
    private readonly SqlStatement sources;

    public ContentFiles(SqlSession session)
    {
        files = session.Prepare(Files);
        sources = session.Prepare(Sources);
    }

    /// <summary>Gets the files of a unit.</summary>
    public ValueTask<List<ContentArtifact>> OfUnitAsync(long contentKey) => RangeAsync(contentKey * Stride, (contentKey + 1) * Stride);

    /// <summary>Gets one file.</summary>
    public async ValueTask<ContentArtifact?> GetAsync(long key) =>
        await RangeAsync(key, key + 1).ConfigureAwait(false) is [var file] ? file : null;

    public void Dispose()
    {
        files.Dispose();
        sources.Dispose();
    }

    private async ValueTask<List<ContentArtifact>> RangeAsync(long first, long end)
    {
        var found = new List<ContentArtifact>();
        files.Bind(1, first);
        files.Bind(2, end);
        while (await files.ReadAsync().ConfigureAwait(false))
        {
            var key = files.GetInt64(0);
            found.Add(new ContentArtifact
            {
                StoreKey = key,
                ContentKey = key / Stride,
                RelativePath = files.GetString(1),
                Stored = files.IsNull(2) ? null : ArtifactStore.Read(files, 2),
            });
        }

        if (found.Count == 0)
            return found;
        sources.Bind(1, first);
        sources.Bind(2, end);
        var position = 0;
        var ofFile = new List<RemoteArtifact>();
        while (await sources.ReadAsync().ConfigureAwait(false))
        {
            var key = sources.GetInt64(0);
            while (found[position].StoreKey != key)
                Take();
            ofFile.Add(new RemoteArtifact
            {
                Url = new Uri(sources.GetString(1)),
                Size = sources.GetInt64OrNull(2),
                FailedAt = sources.GetTimeOrNull(3),
                RemoteId = sources.GetGuid(4),
                Digests = DigestColumns.Read(sources, 5),
            });
        }

        Take();
        return found;

        void Take()
        {
            if (ofFile.Count > 0)
                found[position] = found[position] with { Sources = [.. ofFile] };
            ofFile.Clear();
            position++;
        }
    }
}
