using Pulp.Data.Sql;
using Pulp.Stores;

namespace Pulp.Data.Tests.Support;

/// <summary>
/// Takes a database back to what an earlier schema script left.
/// </summary>
internal static class SchemaUndo
{
    private static readonly string[] Keys =
    [
        "ALTER TABLE repository_content ADD COLUMN repo_key BLOB",
        "UPDATE repository_content SET repo_key = (SELECT repo_key FROM content WHERE id = content_id)",
        "DROP INDEX repository_content_key",
        "ALTER TABLE repository_content DROP COLUMN key_id",
        "CREATE UNIQUE INDEX repository_content_key ON repository_content (repository_id, repo_key, added)",
        "DROP INDEX content_repo_key",
        "ALTER TABLE content DROP COLUMN key_id",
        "ALTER TABLE content DROP COLUMN repo_key",
    ];

    private static readonly string[] Directories =
    [
        "DROP TABLE content_directory",
        "ALTER TABLE content_type DROP COLUMN has_paths",
        "ALTER TABLE content_type DROP COLUMN has_directories",
    ];

    /// <summary>Undoes every script from a number on.</summary>
    public static async Task FromAsync(IPulpDatabase database, int number)
    {
        string[] statements = [.. number <= 5 ? Keys : [], .. number <= 4 ? Directories : [], $"DELETE FROM schema_version WHERE number >= {number}"];
        foreach (var statement in statements)
            await database.WriteAsync(session => ((SqlSession)session).ExecuteAsync(statement));
    }
}
