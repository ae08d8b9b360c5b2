using Pulp.Data.Sql;
using Pulp.Stores;

namespace Pulp.Data.Sqlite;

/// <summary>
/// Applies the schema scripts that a database lacks, each in a transaction of its own.
/// </summary>
internal sealed class SqliteMigrator
{
    private readonly SqliteConnection connection;
    private readonly TimeProvider clock;

    public SqliteMigrator(SqliteConnection connection, TimeProvider clock)
    {
        this.connection = connection;
        this.clock = clock;
    }

    public void Migrate(bool upgrade)
    {
        connection.Run("CREATE TABLE IF NOT EXISTS schema_version (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied INTEGER NOT NULL)");
        var scripts = SchemaScripts.All;
        var present = Present();
        if (present > scripts[^1].Number)
        {
            throw new StoreException(
                $"The database has schema {present}, which a newer version wrote; this version knows schema {scripts[^1].Number}. Run that version or a newer one.",
                false);
        }

        if (!upgrade && present < scripts[^1].Number)
        {
            throw new StoreException(
                $"The database has schema {present}, which an older version wrote; this version needs schema {scripts[^1].Number}. Start this version's server once: it brings the database up to date.",
                false);
        }

        foreach (var script in scripts.Where(script => script.Number > present))
            Apply(script);
    }

    private long Present() => connection.Number("SELECT coalesce(max(number), 0) FROM schema_version");

    private void Apply(SchemaScript script)
    {
        connection.Run("BEGIN IMMEDIATE");
        try
        {
            // Another process may have been first.
            if (Present() < script.Number)
            {
                connection.Run(script.Sql);
                using var insert = connection.Take("INSERT INTO schema_version (number, name, applied) VALUES (?1, ?2, ?3)");
                insert.Bind([script.Number, script.Name, clock.GetUtcNow()]);
                insert.Execute();
            }

            connection.Run("COMMIT");
        }
        catch
        {
            if (connection.IsInTransaction)
                connection.Run("ROLLBACK");
            throw;
        }
    }
}
