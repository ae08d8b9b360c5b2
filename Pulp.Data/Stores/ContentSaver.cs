using Pulp.Artifacts;
using Pulp.Data.Sql;
using Pulp.Digests;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Data.Stores;

/// <summary>
/// Saves units one after another with statements that are prepared once.
/// </summary>
internal sealed partial class ContentSaver : IDisposable
{
    // A source that failed is tried again when upstream names another address.
    private static readonly string InsertSource =
        $"""
        INSERT INTO remote_artifact (content_artifact_id, remote_id, url, size, {DigestColumns.Names()}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        ON CONFLICT (content_artifact_id, remote_id) DO UPDATE SET url = excluded.url, size = excluded.size, failed_at = NULL,
          {string.Join(", ", DigestAlgorithms.All.Select(DigestAlgorithms.NameOf).Select(name => $"{name} = excluded.{name}"))}
        WHERE url <> excluded.url
        """;

    private readonly SqlSession session;
    private readonly long domain;
    private readonly ContentGroups groups;
    private readonly DateTimeOffset now;
    private readonly SqlStatement find;
    private readonly SqlStatement insert;
    private readonly SqlStatement insertFile;
    private readonly SqlStatement insertSource;
    private readonly Dictionary<Guid, long> remotes = [];
    private readonly List<long> idle = [];
    private long next;
    private bool isCounted;

    private ContentSaver(SqlSession session, long domain, long next, ContentGroups groups)
    {
        this.session = session;
        this.domain = domain;
        this.groups = groups;
        this.next = next;
        now = session.Now();
        find = session.Prepare("SELECT id, uuid, interest FROM content WHERE domain_id = ?1 AND type_id = ?2 AND natural_key = ?3", domain);
        insert = session.Prepare(
            """
            INSERT INTO content (id, uuid, domain_id, type_id, natural_key, schema_number, created, updated, interest, sort_1, sort_2, document, repo_key, key_id)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?7, ?8, ?9, ?10, ?11, coalesce((SELECT key_id FROM content WHERE repo_key = ?11 LIMIT 1), ?1))
            """,
            SqlValue.Null, SqlValue.Null, domain, SqlValue.Null, SqlValue.Null, SqlValue.Null, now);
        insertFile = session.Prepare("INSERT INTO content_artifact (id, relative_path, path_hash, artifact_id) VALUES (?1, ?2, ?3, ?4)");

        insertSource = session.Prepare(InsertSource);
    }

    public static async ValueTask<ContentSaver> OpenAsync(SqlSession session, Guid domainId)
    {
        var number = await session.Numbers.DomainAsync(domainId).ConfigureAwait(false);
        return new ContentSaver(session, number, await session.NumberAsync("SELECT next FROM content_counter").ConfigureAwait(false) ?? 1, new ContentGroups(session, domainId));
    }

    /// <summary>Saves a unit, or gives an existing one what it lacks.</summary>
    public async ValueTask<(ContentIdentity Identity, bool IsNew)> SaveAsync(NewContent unit)
    {
        var type = await session.Numbers.TypeAsync(unit.Type.Name).ConfigureAwait(false);
        find.Bind(2, type);
        find.Bind(3, unit.NaturalKey);
        if (await find.ReadAsync().ConfigureAwait(false))
        {
            var identity = new ContentIdentity(find.GetInt64(0), find.GetGuid(1));
            if (Interest.IsOld(find.GetTime(2), now))
                idle.Add(identity.StoreKey);
            find.Reset();
            await CompleteFilesAsync(unit, identity.StoreKey, isCorrection: false).ConfigureAwait(false);
            return (identity, false);
        }

        var created = new ContentIdentity(next++, session.NewId());
        isCounted = true;
        await InsertAsync(unit, type, created).ConfigureAwait(false);
        groups.Note(unit.Type, unit.Content, change: 1);
        return (created, true);
    }

    /// <summary>Writes what is written once for all units.</summary>
    public async ValueTask FinishAsync()
    {
        if (isCounted)
            await session.ExecuteAsync("UPDATE content_counter SET next = ?1", next).ConfigureAwait(false);
        await Interest.RenewAsync(session, "content", idle).ConfigureAwait(false);
        await groups.ApplyAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        find.Dispose();
        insert.Dispose();
        insertFile.Dispose();
        insertSource.Dispose();
    }

    private async ValueTask InsertAsync(NewContent unit, long type, ContentIdentity identity)
    {
        insert.Bind(1, identity.StoreKey);
        insert.Bind(2, identity.Id);
        insert.Bind(4, type);
        insert.Bind(5, unit.NaturalKey);
        insert.Bind(6, unit.Type.SchemaNumber);
        for (var index = 0; index < 2; index++)
            insert.Bind(8 + index, index < unit.Type.SortKeys.Count ? unit.Type.SortKey(unit.Content, index) : null);
        insert.BindText(10, unit.Type.WriteDocument(unit.Content));
        insert.Bind(11, unit.Type.RepositoryKey(unit.Content));
        await insert.ExecuteAsync().ConfigureAwait(false);
        if (unit.Content.Labels is { Count: > 0 } labels)
            await session.ExecuteAsync("UPDATE content SET labels = ?2 WHERE id = ?1", identity.StoreKey, SqlValue.Utf8(LabelsJson.Write(labels))).ConfigureAwait(false);

        var paths = unit.Files.Count > 1 ? new Dictionary<string, long>(StringComparer.Ordinal) : null;
        for (var index = 0; index < unit.Files.Count; index++)
        {
            if (paths is null || paths.TryAdd(unit.Files[index].RelativePath, index))
                await InsertFileAsync(unit, unit.Files[index], (identity.StoreKey * ContentFiles.Stride) + index).ConfigureAwait(false);
            else
                await AddSourcesAsync(unit.Files[index], (identity.StoreKey * ContentFiles.Stride) + paths[unit.Files[index].RelativePath]).ConfigureAwait(false);
        }

        foreach (var reference in unit.Type.References(unit.Content))
        {
            await session.ExecuteAsync(
                "INSERT INTO content_reference (content_id, target_type_id, target_key, direction) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                identity.StoreKey, await session.Numbers.TypeAsync(reference.TargetType).ConfigureAwait(false), reference.TargetKey, (int)reference.Direction).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> CompleteFilesAsync(NewContent unit, long contentKey, bool isCorrection)
    {
        if (unit.Files.Count == 0)
            return false;
        var changed = false;
        var known = await session.ListAsync(
            "SELECT id, relative_path, artifact_id FROM content_artifact WHERE id >= ?1 AND id < ?2 ORDER BY id",
            static row => (Key: row.GetInt64(0), Path: row.GetString(1), Artifact: row.GetInt64OrNull(2)),
            contentKey * ContentFiles.Stride, (contentKey + 1) * ContentFiles.Stride).ConfigureAwait(false);
        foreach (var file in unit.Files)
        {
            var index = known.FindIndex(other => other.Path == file.RelativePath);
            if (index < 0)
            {
                var key = known.Count == 0 ? contentKey * ContentFiles.Stride : known[^1].Key + 1;
                await InsertFileAsync(unit, file, key).ConfigureAwait(false);
                known.Add((key, file.RelativePath, file.ArtifactKey));
                changed = true;
                continue;
            }

            if (file.ArtifactKey is { } artifact && (known[index].Artifact is null || (isCorrection && known[index].Artifact != artifact)))
            {
                await session.ExecuteAsync("UPDATE content_artifact SET artifact_id = ?2 WHERE id = ?1", known[index].Key, artifact).ConfigureAwait(false);
                changed = true;
            }

            await AddSourcesAsync(file, known[index].Key).ConfigureAwait(false);
            if (isCorrection && file.ArtifactKey is not null)
                await RemoveOtherPromisesAsync(known[index].Key, file.ArtifactKey.Value).ConfigureAwait(false);
        }

        if (changed)
            session.NoteFileChange(contentKey);
        return changed;
    }

    private async ValueTask InsertFileAsync(NewContent unit, NewContentFile file, long key)
    {
        insertFile.Bind(1, key);
        insertFile.Bind(2, file.RelativePath);
        insertFile.Bind(3, unit.Type.PathFollowsRepositoryKey ? SqlValue.Null : PathHash.Of(file.RelativePath));
        insertFile.Bind(4, file.ArtifactKey);
        await insertFile.ExecuteAsync().ConfigureAwait(false);
        if (!unit.Type.PathFollowsRepositoryKey)
            await MarkTypeAsync(unit.Type, "has_paths").ConfigureAwait(false);
        if (file.RelativePath.Contains('/', StringComparison.Ordinal))
            await InsertDirectoriesAsync(unit.Type, file.RelativePath, key / ContentFiles.Stride).ConfigureAwait(false);
        await AddSourcesAsync(file, key).ConfigureAwait(false);
    }

    private async ValueTask AddSourcesAsync(NewContentFile file, long key)
    {
        for (var index = 0; index < file.Sources.Count; index++)
            await AddSourceAsync(file.Sources[index], key).ConfigureAwait(false);
    }

    private async ValueTask AddSourceAsync(RemoteArtifact source, long key)
    {
        if (!remotes.TryGetValue(source.RemoteId, out var remote))
        {
            remote = await session.NumberAsync("SELECT id FROM resource WHERE uuid = ?1", source.RemoteId).ConfigureAwait(false) ?? 0;
            remotes.Add(source.RemoteId, remote);
        }

        // A remote that is gone gives nothing.
        if (remote == 0)
            return;
        insertSource.Bind(1, key);
        insertSource.Bind(2, remote);
        insertSource.Bind(3, source.Url.OriginalString);
        insertSource.Bind(4, source.Size);
        DigestColumns.Bind(insertSource, 5, source.Digests);
        await insertSource.ExecuteAsync().ConfigureAwait(false);
    }
}
