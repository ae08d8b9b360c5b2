using Pulp.ContentTypes;
using Pulp.Data.Sql;

namespace Pulp.Data.Stores;

/// <content>What is kept to find files that stand in each other's way.</content>
internal sealed partial class ContentSaver
{
    private readonly HashSet<(string Type, string Mark)> marked = [];

    private async ValueTask InsertDirectoriesAsync(ContentType type, string path, long contentKey)
    {
        await MarkTypeAsync(type, "has_directories").ConfigureAwait(false);
        foreach (var directory in PathConflicts.DirectoriesOf(path))
        {
            await session.ExecuteAsync(
                "INSERT INTO content_directory (path_hash, content_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING", PathHash.Of(directory), contentKey).ConfigureAwait(false);
        }
    }

    private async ValueTask MarkTypeAsync(ContentType type, string mark)
    {
        if (marked.Add((type.Name, mark)))
            await session.ExecuteAsync($"UPDATE content_type SET {mark} = 1 WHERE id = ?1 AND {mark} = 0", await session.Numbers.TypeAsync(type.Name).ConfigureAwait(false)).ConfigureAwait(false);
    }
}
