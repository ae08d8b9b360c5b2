using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Data.Sql;
using Pulp.Queries;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Data.Stores;

internal sealed class ContentStore : IContentStore
{
    private const string Select = $"SELECT {ContentReader.Columns} FROM content c WHERE ";
    private readonly SqlSession session;

    public ContentStore(SqlSession session) => this.session = session;

    public async ValueTask<IReadOnlyList<ContentIdentity?>> FindAsync(ContentType type, Guid domainId, IReadOnlyList<KeyHash> keys)
    {
        var found = new ContentIdentity?[keys.Count];
        var domain = await session.Numbers.FindDomainAsync(domainId).ConfigureAwait(false);
        var number = await session.Numbers.FindTypeAsync(type.Name).ConfigureAwait(false);
        if (domain == 0 || number == 0)
            return found;
        var now = session.Now();
        var idle = new List<long>();
        using var find = session.Prepare(
            "SELECT id, uuid, interest FROM content WHERE domain_id = ?1 AND type_id = ?2 AND natural_key = ?3", domain, number);
        for (var index = 0; index < found.Length; index++)
        {
            find.Bind(3, keys[index]);
            if (await find.ReadAsync().ConfigureAwait(false))
            {
                found[index] = new ContentIdentity(find.GetInt64(0), find.GetGuid(1));
                if (Interest.IsOld(find.GetTime(2), now))
                    idle.Add(find.GetInt64(0));
            }

            find.Reset();
        }

        if (session.IsWrite)
            await Interest.RenewAsync(session, "content", idle).ConfigureAwait(false);
        return found;
    }

    public async ValueTask<IReadOnlyList<(ContentIdentity Identity, bool IsNew)>> SaveAsync(Guid domainId, IReadOnlyList<NewContent> units)
    {
        session.RequireWrite();
        var saved = new (ContentIdentity, bool)[units.Count];
        using var saver = await ContentSaver.OpenAsync(session, domainId).ConfigureAwait(false);
        for (var index = 0; index < saved.Length; index++)
            saved[index] = await saver.SaveAsync(units[index]).ConfigureAwait(false);
        await saver.FinishAsync().ConfigureAwait(false);
        return saved;
    }

    public async ValueTask<IReadOnlyList<bool>> CorrectAsync(Guid domainId, IReadOnlyList<NewContent> units)
    {
        session.RequireWrite();
        var changed = new bool[units.Count];
        using var saver = await ContentSaver.OpenAsync(session, domainId).ConfigureAwait(false);
        for (var index = 0; index < changed.Length; index++)
            changed[index] = await saver.CorrectAsync(units[index]).ConfigureAwait(false);
        await saver.FinishAsync().ConfigureAwait(false);
        return changed;
    }

    public ValueTask GroupAsync(ContentType type)
    {
        session.RequireWrite();
        return ContentGroups.MakeAsync(session, type);
    }

    public async ValueTask<IReadOnlyList<Content>> GetAsync(IReadOnlyCollection<Guid> ids)
    {
        using var rows = session.Prepare($"{Select}{session.Dialect.In("c.uuid", "?1", SqlListKind.Bytes)}", SqlValue.List(ids));
        return await ReadAsync(rows).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<Content>> GetAsync(IReadOnlyCollection<long> storeKeys)
    {
        using var rows = session.Prepare($"{Select}{session.Dialect.In("c.id", "?1", SqlListKind.Integers)}", SqlValue.List(storeKeys));
        return await ReadAsync(rows).ConfigureAwait(false);
    }

    public async ValueTask<Page<Content>> QueryAsync(ContentType? type, Guid domainId, Query query) =>
        await new ContentQuery(session, type, domainId).RunAsync(query).ConfigureAwait(false);

    public async ValueTask<ILookup<long, ContentArtifact>> GetFilesAsync(IReadOnlyCollection<long> contentKeys)
    {
        var found = new List<ContentArtifact>(contentKeys.Count);
        using var files = new ContentFiles(session);
        foreach (var key in contentKeys.Distinct())
            found.AddRange(await files.OfUnitAsync(key).ConfigureAwait(false));
        return found.ToLookup(file => file.ContentKey);
    }

    public async ValueTask<ContentArtifact?> GetFileAsync(long contentArtifactKey)
    {
        using var files = new ContentFiles(session);
        return await files.GetAsync(contentArtifactKey).ConfigureAwait(false);
    }

    public async ValueTask SetArtifactAsync(long contentArtifactKey, long? artifactKey)
    {
        await session.ExecuteAsync("UPDATE content_artifact SET artifact_id = ?2 WHERE id = ?1", contentArtifactKey, artifactKey).ConfigureAwait(false);
        session.NoteFileChange(contentArtifactKey / ContentFiles.Stride);
    }

    public async ValueTask SetSourceFailureAsync(long contentArtifactKey, Guid remoteId, DateTimeOffset? failedAt) => await session.ExecuteAsync(
        "UPDATE remote_artifact SET failed_at = ?3 WHERE content_artifact_id = ?1 AND remote_id = (SELECT id FROM resource WHERE uuid = ?2)",
        contentArtifactKey, remoteId, failedAt).ConfigureAwait(false);

    public async ValueTask<bool> SetLabelsAsync(Guid id, IReadOnlyDictionary<string, string?> labels) => await session.ExecuteAsync(
        "UPDATE content SET labels = ?2, updated = ?3 WHERE uuid = ?1",
        id, SqlValue.Utf8(labels.Count == 0 ? null : LabelsJson.Write(labels)), session.Now()).ConfigureAwait(false) > 0;

    public ValueTask HoldAsync(IReadOnlyCollection<long> storeKeys, DateTimeOffset until) => Interest.HoldAsync(session, "content", storeKeys, until);

    public ValueTask<(int Deleted, long? Cursor)> DeleteOrphansAsync(Guid domainId, DateTimeOffset idleSince, IReadOnlyCollection<Guid>? only, long cursor, int limit)
    {
        session.RequireWrite();
        return new OrphanCleanup(session, domainId, idleSince).RunAsync(only, cursor, limit);
    }

    public async ValueTask<IReadOnlyList<ContentArtifact>> ScanFilesAsync(RepositoryVersion? version, Guid domainId, bool stored, long afterKey, int limit)
    {
        var condition = stored ? "f.artifact_id IS NOT NULL" : "f.artifact_id IS NULL";
        var keys = version is null
            ? await session.ListAsync(
                $"SELECT f.id FROM content_artifact f JOIN content c ON c.id = f.id / {ContentFiles.Stride} JOIN content_domain d ON d.id = c.domain_id WHERE f.id > ?1 AND d.uuid = ?2 AND {condition} ORDER BY f.id LIMIT ?3",
                static row => row.GetInt64(0), afterKey, domainId, limit).ConfigureAwait(false)
            : await ScanVersionAsync(version, condition, afterKey, limit).ConfigureAwait(false);
        var found = new List<ContentArtifact>(keys.Count);
        using var files = new ContentFiles(session);
        foreach (var key in keys)
            found.Add((await files.GetAsync(key).ConfigureAwait(false))!);
        return found;
    }

    // The order is that in which the units came to the repository; the last file says where to go on.
    private async ValueTask<List<long>> ScanVersionAsync(RepositoryVersion version, string condition, long afterKey, int limit)
    {
        var keys = new List<long>();
        long cursor = 0;
        if (afterKey > 0)
        {
            var unit = afterKey / ContentFiles.Stride;
            cursor = await session.NumberAsync(
                $"SELECT m.id FROM repository_content m WHERE m.content_id = ?1 AND m.repository_id = ?2 AND {MembershipRow.VisibleAt("m", "?3")}",
                unit, version.RepositoryKey, version.Ordinal).ConfigureAwait(false)
                ?? throw new StoreException("The version was deleted while it was read.", false);
            keys = await session.ListAsync(
                $"SELECT f.id FROM content_artifact f WHERE f.id > ?1 AND f.id < ?2 AND {condition} ORDER BY f.id LIMIT ?3",
                static row => row.GetInt64(0), afterKey, (unit + 1) * ContentFiles.Stride, limit).ConfigureAwait(false);
        }

        if (keys.Count == limit)
            return keys;
        var scan = MembershipScan.OfVersion(version.RepositoryKey, version.Ordinal);
        scan = scan with
        {
            Columns = "m.id, f.id",
            Join = $"JOIN content_artifact f ON f.id >= m.content_id * {ContentFiles.Stride} AND f.id < (m.content_id + 1) * {ContentFiles.Stride}",
            Where = $"{scan.Where} AND {condition}",
            ThenBy = ", f.id",
        };
        var (more, _) = await scan.ReadAsync(session, cursor, limit - keys.Count, static row => row.GetInt64(1)).ConfigureAwait(false);
        keys.AddRange(more!);
        return keys;
    }

    private async ValueTask<List<Content>> ReadAsync(SqlStatement rows)
    {
        var units = new List<Content>();
        var reader = await ContentReader.OpenAsync(session).ConfigureAwait(false);
        await reader.ReadAllAsync(rows, units).ConfigureAwait(false);
        return units;
    }
}
