using Pulp.Artifacts;
using Pulp.Data.Sql;
using Pulp.Stores;

namespace Pulp.Data.Stores;

internal sealed class PublishedFileStore : IPublishedFileStore
{
    private readonly SqlSession session;

    public PublishedFileStore(SqlSession session) => this.session = session;

    public async ValueTask<string?> AddAsync(Guid publicationId, IReadOnlyList<NewPublishedFile> files)
    {
        session.RequireWrite();
        var publication = await FindKeyAsync(publicationId).ConfigureAwait(false) ?? throw new StoreException($"The publication {publicationId} does not exist.", false);
        var paths = new HashSet<string>(StringComparer.Ordinal);
        using (var find = session.Prepare("SELECT 1 FROM published_file WHERE publication_id = ?1 AND relative_path = ?2", publication))
        {
            foreach (var file in files)
            {
                if (file.ArtifactKey is null == file.ContentArtifactKey is null)
                    throw new ArgumentException($"The published file '{file.RelativePath}' has to name an artifact or a file of the version, and not both.", nameof(files));
                find.Bind(2, file.RelativePath);
                var isTaken = await find.ReadAsync().ConfigureAwait(false);
                find.Reset();
                if (isTaken || !paths.Add(file.RelativePath))
                    return file.RelativePath;
            }
        }

        using var insert = session.Prepare(
            "INSERT INTO published_file (publication_id, relative_path, artifact_id, content_artifact_id) VALUES (?1, ?2, ?3, ?4)", publication);
        foreach (var file in files)
        {
            insert.Bind(2, file.RelativePath);
            insert.Bind(3, file.ArtifactKey);
            insert.Bind(4, file.ContentArtifactKey);
            await insert.ExecuteAsync().ConfigureAwait(false);
        }

        return null;
    }

    public async ValueTask<ContentArtifact?> FindAsync(Guid publicationId, string relativePath)
    {
        if (await FindKeyAsync(publicationId).ConfigureAwait(false) is not { } publication)
            return null;
        var (exists, own, other) = await session.FirstAsync(
            $"""
            SELECT p.content_artifact_id, {ArtifactStore.Columns} FROM published_file p
            LEFT JOIN artifact a ON a.id = p.artifact_id LEFT JOIN content_domain d ON d.id = a.domain_id
            WHERE p.publication_id = ?1 AND p.relative_path = ?2
            """,
            static row => (true, row.IsNull(1) ? null : ArtifactStore.Read(row, 1), row.GetInt64OrNull(0)),
            publication, relativePath).ConfigureAwait(false);
        if (!exists)
            return null;
        if (own is not null)
            return new ContentArtifact { StoreKey = 0, ContentKey = 0, RelativePath = relativePath, Stored = own };
        return await session.Contents.GetFileAsync(other ?? 0).ConfigureAwait(false) is { } file ? file with { RelativePath = relativePath } : null;
    }

    public async ValueTask<IReadOnlyList<DirectoryEntry>> ListAsync(Guid publicationId, string prefix)
    {
        var entries = new List<DirectoryEntry>();
        if (await FindKeyAsync(publicationId).ConfigureAwait(false) is not { } publication)
            return entries;

        // A directory's files lie together, so the next name is found behind them with one seek: '0' follows '/'.
        using var next = session.Prepare(
            """
            SELECT p.relative_path, r.created, coalesce(a.size, b.size, (SELECT max(s.size) FROM remote_artifact s WHERE s.content_artifact_id = p.content_artifact_id))
            FROM published_file p JOIN resource r ON r.id = p.publication_id
            LEFT JOIN artifact a ON a.id = p.artifact_id
            LEFT JOIN content_artifact f ON f.id = p.content_artifact_id LEFT JOIN artifact b ON b.id = f.artifact_id
            WHERE p.publication_id = ?1 AND p.relative_path >= ?2 ORDER BY p.relative_path LIMIT 1
            """,
            publication, prefix);
        while (await next.ReadAsync().ConfigureAwait(false))
        {
            if (DirectoryName.Below(next.GetSpan(0), prefix) is not { } name)
                break;
            entries.Add(name.EndsWith('/') ? new DirectoryEntry(name, null, null) : new DirectoryEntry(name, next.GetInt64OrNull(2), next.GetTime(1)));
            next.Reset();
            next.Bind(2, name.EndsWith('/') ? $"{prefix}{name[..^1]}0" : $"{prefix}{name}\u0001");
        }

        entries.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        return entries;
    }

    public async ValueTask<IReadOnlyList<string>> PathsAsync(Guid publicationId, string? after, int limit) => await session.ListAsync(
        "SELECT p.relative_path FROM published_file p JOIN resource r ON r.id = p.publication_id WHERE r.uuid = ?1 AND p.relative_path > ?2 ORDER BY p.relative_path LIMIT ?3",
        static row => row.GetString(0), publicationId, after ?? "", limit).ConfigureAwait(false);

    private ValueTask<long?> FindKeyAsync(Guid publicationId) => session.NumberAsync("SELECT id FROM resource WHERE uuid = ?1", publicationId);
}
