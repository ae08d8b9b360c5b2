using System.Diagnostics;
using Pulp.Data.Sql;
using Pulp.Data.Sqlite;
using Pulp.Data.Tests.Support;
using Pulp.Stores;

namespace Pulp.Data.Tests.Sqlite;

public sealed class SqliteWriterTests
{
    private static readonly Guid Scope = Guid.NewGuid();
    private readonly SqliteTestFolder folder = new();
    private SqliteDatabase database = null!;

    [SetUp]
    public async Task SetUp() => database = await SqliteTestDatabase.OpenAsync(
        folder.DatabasePath, configure: options => options.BusyTimeout = TimeSpan.FromMilliseconds(100));

    [TearDown]
    public async Task TearDown()
    {
        await database.DisposeAsync();
        await folder.DeleteAsync();
    }

    [Test]
    public async Task A_change_fails_as_transient_while_another_process_writes_and_works_again_later()
    {
        using var other = new RawSqlite(folder.DatabasePath);
        other.Run("BEGIN IMMEDIATE");
        var changes = Enumerable.Range(0, 20).Select(number => SetAsync($"{number}", 1)).ToList();
        foreach (var change in changes)
            Assert.That(() => change, Throws.TypeOf<StoreException>().With.Property("IsTransient").True.And.Message.Contains("Another process"));
        Assert.That(await CountAsync(), Is.Zero);

        other.Run("ROLLBACK");
        await SetAsync("a", 1);
        Assert.That(await CountAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_full_disk_fails_all_changes_of_the_group_and_the_database_stays_usable()
    {
        await database.WriteAsync(session => ((SqlSession)session).ExecuteAsync("CREATE TABLE filler (x)"));
        var pages = await database.ReadAsync(session => ((SqlSession)session).NumberAsync("PRAGMA page_count"));
        await database.WriteAsync(session => ((SqlSession)session).NumberAsync($"PRAGMA max_page_count = {pages + 20}"));
        using var gate = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = Task.Run(() => database.WriteAsync(async session =>
        {
            entered.SetResult();
            gate.Wait();
            await session.States.SetAsync(Scope, [new("first", [1])]);
            return true;
        }));
        await entered.Task;
        var filling = database.WriteAsync(session => ((SqlSession)session).ExecuteAsync("INSERT INTO filler VALUES (zeroblob(1000000))"));
        var last = SetAsync("last", 1);
        gate.Set();

        Assert.That(() => filling, Throws.TypeOf<StoreException>().With.Property("IsTransient").True.And.Message.Contains("full"));
        await Task.WhenAny(first);
        await Task.WhenAny(last);

        // Whatever shared the transaction with the full disk failed with it; what was acknowledged is there.
        var acknowledged = new[] { first.IsCompletedSuccessfully, last.IsCompletedSuccessfully }.Count(done => done);
        Assert.That(await CountAsync(), Is.EqualTo(acknowledged));
        await SetAsync("after", 1);
        Assert.That(await CountAsync(), Is.EqualTo(acknowledged + 1));
    }

    [Test]
    public async Task A_change_that_awaits_something_else_is_refused_and_nothing_of_it_remains()
    {
        var elsewhere = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var late = new TaskCompletionSource<Exception?>();
        Assert.That(
            () => database.WriteAsync(async session =>
            {
                await session.States.SetAsync(Scope, [new("a", [1])]);
                await elsewhere.Task;
                late.SetResult(Assert.CatchAsync(async () => await session.States.SetAsync(Scope, [new("b", [1])])));
                return true;
            }),
            Throws.InvalidOperationException.With.Message.Contains("session's own methods"));
        elsewhere.SetResult();
        Assert.That(await late.Task, Is.InstanceOf<ObjectDisposedException>());
        await SetAsync("c", 1);
        Assert.That(await CountAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_query_that_awaits_something_else_is_refused()
    {
        var elsewhere = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.That(
            () => database.ReadAsync(async session =>
            {
                await elsewhere.Task;
                return true;
            }),
            Throws.InvalidOperationException.With.Message.Contains("session's own methods"));
        elsewhere.SetResult();
        Assert.That(await CountAsync(), Is.Zero);
    }

    [Test]
    public async Task Statements_left_open_do_not_harm_what_follows()
    {
        await SetAsync("a", 1);
        SqlStatement? left = null;
        await database.WriteAsync(async session =>
        {
            left = ((SqlSession)session).Prepare("SELECT name FROM state");
            await left.ReadAsync();
            return true;
        });
        await database.ReadAsync(async session => await ((SqlSession)session).Prepare("SELECT name FROM state").ReadAsync());
        await SetAsync("b", 1);
        Assert.That(await CountAsync(), Is.EqualTo(2));
        Assert.That(async () => await left!.ReadAsync(), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_long_query_can_be_canceled(CancellationToken testEnd)
    {
        using var canceling = CancellationTokenSource.CreateLinkedTokenSource(testEnd);
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var query = Task.Run(() => database.ReadAsync(
            session =>
            {
                running.SetResult();
                return ((SqlSession)session).NumberAsync("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n");
            },
            canceling.Token));
        await running.Task;
        await canceling.CancelAsync();
        Assert.That(() => query, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(testEnd.IsCancellationRequested, Is.False);
        Assert.That(await CountAsync(), Is.Zero);
    }

    [Test]
    public async Task The_log_stays_bounded_while_changes_and_queries_go_on()
    {
        var payload = new byte[100_000];
        for (var round = 0; round < 40; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(number => database.WriteAsync(async session =>
            {
                await session.States.SetAsync(Scope, [new($"{number}", payload)]);
                return true;
            })));
            Assert.That(await CountAsync(), Is.EqualTo(20));
        }

        // 80 MB were written; the log is moved from 4 MB on, and by the writer itself from 32 MB on.
        Assert.That(new FileInfo($"{folder.DatabasePath}-wal").Length, Is.LessThan(50_000_000));
    }

    [Test]
    public async Task Concurrent_changes_share_flushes()
    {
        const int Writers = 32;
        const int Each = 25;
        var alone = Stopwatch.StartNew();
        for (var number = 0; number < 100; number++)
            await SetAsync($"{number}", 1);
        alone.Stop();
        var together = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            for (var number = 0; number < Each; number++)
                await SetAsync($"{writer}-{number}", 1);
        }));
        together.Stop();
        Assert.That(await CountAsync(), Is.EqualTo(100 + (Writers * Each)));
        await TestContext.Out.WriteLineAsync(
            $"durable single-row changes per second: {100 / alone.Elapsed.TotalSeconds:N0} one after another, {Writers * Each / together.Elapsed.TotalSeconds:N0} from {Writers} writers");
    }

    private Task SetAsync(string name, byte value) => database.WriteAsync(async session =>
    {
        await session.States.SetAsync(Scope, [new(name, [value])]);
        return true;
    });

    private Task<long?> CountAsync() => database.ReadAsync(session => ((SqlSession)session).NumberAsync("SELECT count(*) FROM state"));
}
