using Pulp.Data.Sql;
using Pulp.Data.Sqlite;
using Pulp.Data.Tests.Support;
using Pulp.Stores;

namespace Pulp.Data.Tests.Sqlite;

public sealed class SqliteSessionTests
{
    private string folder = "";
    private SqliteDatabase database = null!;

    [SetUp]
    public async Task SetUp()
    {
        folder = Directory.CreateTempSubdirectory("pulp-data-").FullName;
        database = await SqliteTestDatabase.OpenAsync(Path.Combine(folder, "pulp.db"));
    }

    [TearDown]
    public async Task TearDown()
    {
        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task A_value_comes_back_as_it_was_bound()
    {
        var id = Guid.CreateVersion7();
        var time = new DateTimeOffset(2024, 2, 29, 1, 2, 3, TimeSpan.FromHours(5)).AddTicks(10);
        var row = await database.ReadAsync(session => ((SqlSession)session).FirstAsync(
            "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9",
            row => (row.GetInt64(0), row.GetString(1), row.GetGuid(2), row.GetTime(3), row.GetBoolean(4), row.GetDouble(5), row.GetBytes(6).Length, row.GetString(7), row.IsNull(8)),
            long.MinValue, "Grüße \0 \U0001F600", id, time, true, 1.5, Array.Empty<byte>(), "", (string?)null));
        Assert.That(row, Is.EqualTo((long.MinValue, "Grüße \0 \U0001F600", id, time.ToUniversalTime(), true, 1.5, 0, "", true)));
    }

    [Test]
    public async Task A_list_parameter_finds_its_members()
    {
        Guid[] ids = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];
        var found = await database.ReadAsync(session => ((SqlSession)session).ListAsync(
            $"WITH x(v) AS (VALUES (?1), (?2)) SELECT v FROM x WHERE {((SqlSession)session).Dialect.In("v", "?3", SqlListKind.Bytes)}",
            row => row.GetGuid(0),
            ids[0], ids[1], SqlValue.List([ids[1], ids[2]])));
        Assert.That(found, Is.EqualTo(new[] { ids[1] }));
    }

    [Test]
    public async Task A_statement_in_use_can_be_prepared_a_second_time()
    {
        var pairs = await database.ReadAsync(async session =>
        {
            var sql = (SqlSession)session;
            const string Text = "SELECT value FROM json_each(?1)";
            var seen = new List<(long, long)>();
            using var outer = sql.Prepare(Text, "[1,2]");
            while (await outer.ReadAsync())
            {
                using var inner = sql.Prepare(Text, "[3,4]");
                while (await inner.ReadAsync())
                    seen.Add((outer.GetInt64(0), inner.GetInt64(0)));
            }

            return seen;
        });
        Assert.That(pairs, Is.EqualTo(new[] { (1L, 3L), (1L, 4L), (2L, 3L), (2L, 4L) }));
    }

    [Test]
    public async Task A_changed_row_is_counted_and_read_back()
    {
        var changed = await database.WriteAsync(session => ((SqlSession)session).ExecuteAsync(
            "INSERT INTO state (scope, name, value) VALUES (?1, ?2, ?3)", Guid.Empty, "a", new byte[] { 1 }));
        var read = await database.ReadAsync(session => ((SqlSession)session).NumberAsync("SELECT count(*) FROM state"));
        Assert.That((changed, read), Is.EqualTo((1L, (long?)1)));
    }

    [Test]
    public void A_session_is_of_no_use_after_its_delegate()
    {
        IStoreSession? kept = null;
        Assert.That(
            async () =>
            {
                await database.ReadAsync(session =>
                {
                    kept = session;
                    return ValueTask.FromResult(0);
                });
                await ((SqlSession)kept!).NumberAsync("SELECT 1");
            },
            Throws.InstanceOf<ObjectDisposedException>());
    }
}
