using Pulp.Data.Sql;
using Pulp.Data.Sqlite;
using Pulp.Data.Tests.Support;
using Pulp.Stores;

namespace Pulp.Data.Tests.Sqlite;

public sealed class SqliteOpeningTests
{
    private static readonly Guid Scope = Guid.NewGuid();
    private string folder = "";

    private string DatabasePath => Path.Combine(folder, "sub", "pulp.db");

    [SetUp]
    public void SetUp() => folder = Directory.CreateTempSubdirectory("pulp-data-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task Missing_folders_are_made_and_the_files_are_the_owners_alone()
    {
        await using var database = await SqliteTestDatabase.OpenAsync(DatabasePath);
        await WriteAsync(database, "a");
        var files = Directory.GetFiles(Path.GetDirectoryName(DatabasePath)!);
        Assert.That(files.Select(Path.GetFileName), Is.EquivalentTo(new[] { "pulp.db", "pulp.db-wal", "pulp.db-shm" }));
        foreach (var file in files)
        {
            if (!OperatingSystem.IsWindows())
                Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }
    }

    [Test]
    public async Task The_settings_that_keep_data_safe_are_on()
    {
        await using var database = await SqliteTestDatabase.OpenAsync(DatabasePath);
        var settings = await database.WriteAsync(async session => (
            await ((SqlSession)session).FirstAsync("PRAGMA journal_mode", row => row.GetString(0)),
            await ((SqlSession)session).NumberAsync("PRAGMA synchronous"),
            await ((SqlSession)session).NumberAsync("PRAGMA foreign_keys")));
        Assert.That(settings, Is.EqualTo(("wal", (long?)2, (long?)1)));
    }

    [Test]
    public async Task What_was_acknowledged_is_there_after_a_crash()
    {
        var copy = Path.Combine(folder, "copy.db");
        await using (var database = await SqliteTestDatabase.OpenAsync(DatabasePath))
        {
            for (var number = 0; number < 20; number++)
                await WriteAsync(database, $"{number}");

            // The files as they are while the database is open are what a process that was killed leaves behind.
            File.Copy(DatabasePath, copy);
            File.Copy($"{DatabasePath}-wal", $"{copy}-wal");
        }

        await using var after = await SqliteTestDatabase.OpenAsync(copy);
        Assert.That(await CountAsync(after), Is.EqualTo(20));
        Assert.That(
            await after.ReadAsync(session => ((SqlSession)session).FirstAsync("PRAGMA integrity_check", row => row.GetString(0))),
            Is.EqualTo("ok"));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(5)]
    public async Task A_log_cut_short_loses_whole_changes_only(int divisor)
    {
        var copy = Path.Combine(folder, "copy.db");
        await using (var database = await SqliteTestDatabase.OpenAsync(DatabasePath))
        {
            for (var number = 0; number < 20; number++)
                await database.WriteAsync(session => SetAsync(session, $"{number}-left", $"{number}-right"));
            File.Copy(DatabasePath, copy);
            var log = await File.ReadAllBytesAsync($"{DatabasePath}-wal");
            await File.WriteAllBytesAsync($"{copy}-wal", log[..(log.Length - (log.Length / divisor / 2) - 1)]);
        }

        await using var after = await SqliteTestDatabase.OpenAsync(copy);
        Assert.That(await CountAsync(after), Is.LessThan(40).And.Matches<long?>(count => count % 2 == 0));
    }

    [Test]
    public async Task Disposing_finishes_what_was_handed_in()
    {
        var database = await SqliteTestDatabase.OpenAsync(DatabasePath);
        var changes = Enumerable.Range(0, 500).Select(number => WriteAsync(database, $"{number}")).ToList();
        await database.DisposeAsync();
        Assert.That(changes.Select(change => change.IsCompletedSuccessfully), Is.All.True);
        Assert.That(() => WriteAsync(database, "late"), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => CountAsync(database), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(DatabasePath)!), Has.Length.EqualTo(1), "the log was moved into the file");
        await using var again = await SqliteTestDatabase.OpenAsync(DatabasePath);
        Assert.That(await CountAsync(again), Is.EqualTo(500));
    }

    [Test]
    public async Task A_database_of_a_newer_version_is_refused_and_left_alone()
    {
        await using (var database = await SqliteTestDatabase.OpenAsync(DatabasePath))
        {
            await database.WriteAsync(session => ((SqlSession)session).ExecuteAsync(
                "INSERT INTO schema_version (number, name, applied) VALUES (9999, 'future', 0)"));
        }

        Assert.That(
            () => SqliteTestDatabase.OpenAsync(DatabasePath),
            Throws.TypeOf<StoreException>().With.Message.Contains("9999").And.Property("IsTransient").False);
    }

    [Test]
    public async Task A_program_that_only_looks_leaves_an_older_database_to_the_server()
    {
        await using (var database = await SqliteTestDatabase.OpenAsync(DatabasePath))
            await database.WriteAsync(session => ((SqlSession)session).ExecuteAsync("DELETE FROM schema_version WHERE number > 1"));

        Assert.That(
            () => SqliteTestDatabase.OpenAsync(DatabasePath, configure: options => options.UpgradeSchema = false),
            Throws.TypeOf<StoreException>().With.Message.Contains("schema 1").And.Message.Contains("Start this version's server once"));
    }

    [Test]
    public async Task Scripts_are_applied_once_each_and_have_numbers_of_their_own()
    {
        await using (await SqliteTestDatabase.OpenAsync(DatabasePath))
        {
        }

        await using var database = await SqliteTestDatabase.OpenAsync(DatabasePath);
        var applied = await database.ReadAsync(session => ((SqlSession)session).ListAsync("SELECT number FROM schema_version ORDER BY number", row => row.GetInt32(0)));
        Assert.That(applied, Is.EqualTo(SchemaScripts.All.Select(script => script.Number)));
        Assert.That(applied, Is.EqualTo(Enumerable.Range(1, applied.Count)));
    }

    [Test]
    public void A_file_that_is_no_database_is_refused()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(DatabasePath)!);
        var bytes = new byte[10_000];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(DatabasePath, bytes);
        Assert.That(() => SqliteTestDatabase.OpenAsync(DatabasePath), Throws.TypeOf<StoreException>().With.Message.Contains("not an SQLite database"));
        Assert.That(File.ReadAllBytes(DatabasePath), Is.EqualTo(bytes));
    }

    [Test]
    public void A_database_of_another_program_is_refused()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(DatabasePath)!);
        using (var foreign = new RawSqlite(DatabasePath))
            foreign.Run("CREATE TABLE theirs (x)");
        Assert.That(() => SqliteTestDatabase.OpenAsync(DatabasePath), Throws.TypeOf<StoreException>().With.Message.Contains("another program"));
    }

    [Test]
    public async Task A_damaged_file_is_reported_as_damaged()
    {
        await using (var database = await SqliteTestDatabase.OpenAsync(DatabasePath))
        {
            for (var number = 0; number < 200; number++)
                await WriteAsync(database, $"{number}");
        }

        using (var file = File.OpenWrite(DatabasePath))
        {
            file.Position = 4096;
            file.Write(new byte[file.Length - 4096]);
        }

        Assert.That(
            async () =>
            {
                await using var damaged = await SqliteTestDatabase.OpenAsync(DatabasePath);
                await CountAsync(damaged);
            },
            Throws.TypeOf<StoreException>().With.Message.Contains("damaged").And.Property("IsTransient").False);
    }

    [Test]
    public void A_folder_in_the_place_of_the_file_is_refused()
    {
        Directory.CreateDirectory(DatabasePath);
        Assert.That(() => SqliteTestDatabase.OpenAsync(DatabasePath), Throws.TypeOf<StoreException>().With.Message.Contains("pulp.db"));
    }

    [Test]
    public void An_empty_path_is_refused() => Assert.That(() => SqliteTestDatabase.Create(" "), Throws.ArgumentException.With.Message.Contains("DatabasePath"));

    [Test]
    public void Nothing_works_before_the_database_was_opened()
    {
        var database = SqliteTestDatabase.Create(DatabasePath);
        Assert.That(() => CountAsync(database), Throws.InvalidOperationException.With.Message.Contains("PulpRuntime.StartAsync"));
        Assert.That(() => WriteAsync(database, "a"), Throws.InvalidOperationException.With.Message.Contains("PulpRuntime.StartAsync"));
    }

    private static Task WriteAsync(SqliteDatabase database, string name) => database.WriteAsync(session => SetAsync(session, name));

    private static async ValueTask<bool> SetAsync(IStoreSession session, params string[] names)
    {
        await session.States.SetAsync(Scope, [.. names.Select(name => new KeyValuePair<string, byte[]?>(name, [1]))]);
        return true;
    }

    private static Task<long?> CountAsync(SqliteDatabase database) =>
        database.ReadAsync(session => ((SqlSession)session).NumberAsync("SELECT count(*) FROM state"));
}
