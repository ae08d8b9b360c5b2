using Pulp.Data.Sqlite;
using Pulp.Data.Tests.Support;

namespace Pulp.Data.Tests.Sqlite;

/// <summary>Which thread runs a change.</summary>
public sealed class SqliteHandoverTests
{
    private static readonly Guid Scope = Guid.NewGuid();
    private readonly SqliteTestFolder folder = new();

    [TearDown]
    public Task TearDown() => folder.DeleteAsync();

    [Test]
    [CancelAfter(60_000)]
    public async Task A_change_of_a_pool_thread_runs_there_while_nobody_writes_and_flushes_are_quick(CancellationToken testEnd)
    {
        await using var database = await OpenAsync(TimeSpan.MaxValue);
        await Task.Run(
            async () =>
            {
                // The writer's own thread answers before it gives back the turn, so that the next change may still find it busy.
                while (true)
                {
                    testEnd.ThrowIfCancellationRequested();
                    var here = Environment.CurrentManagedThreadId;
                    var change = ThreadOfAsync(database);
                    if (change.IsCompletedSuccessfully && await change == here)
                        break;
                    await change;
                }
            },
            testEnd);
    }

    [Test]
    public async Task A_change_runs_elsewhere_where_flushes_are_slow()
    {
        await using var database = await OpenAsync(TimeSpan.Zero);
        await ThreadOfAsync(database);
        await Task.Run(async () =>
        {
            var here = Environment.CurrentManagedThreadId;
            Assert.That(await ThreadOfAsync(database), Is.Not.EqualTo(here));
        });
    }

    [Test]
    public async Task A_thread_of_the_application_is_not_kept()
    {
        await using var database = await OpenAsync(TimeSpan.MaxValue);
        await ThreadOfAsync(database);
        var ran = new TaskCompletionSource<(int Here, Task<int> There)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => ran.SetResult((Environment.CurrentManagedThreadId, ThreadOfAsync(database))));
        thread.Start();
        var (here, there) = await ran.Task;
        thread.Join();

        Assert.That(await there, Is.Not.EqualTo(here));
    }

    [Test]
    public async Task Changes_that_come_while_a_pool_thread_writes_wait_and_are_made_after_it()
    {
        await using var database = await OpenAsync(TimeSpan.MaxValue);
        await ThreadOfAsync(database);
        using var gate = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var order = new List<string>();
        var first = Task.Run(() => database.WriteAsync(session =>
        {
            entered.SetResult();
            gate.Wait();
            order.Add("first");
            return ValueTask.FromResult(true);
        }));
        await entered.Task;
        var second = database.WriteAsync(_ =>
        {
            order.Add("second");
            return ValueTask.FromResult(true);
        });
        Assert.That(second.IsCompleted, Is.False);
        gate.Set();
        await Task.WhenAll(first, second);

        Assert.That(order, Is.EqualTo(new[] { "first", "second" }));
    }

    [Test]
    public async Task A_change_that_follows_from_a_committed_one_does_not_interrupt_it()
    {
        await using var database = await OpenAsync(TimeSpan.MaxValue);
        await ThreadOfAsync(database);
        Task<int>? following = null;
        await Task.Run(() => database.WriteAsync(session =>
        {
            session.OnCommitted(() => following = ThreadOfAsync(database));
            return ValueTask.FromResult(true);
        }));

        Assert.That(await following!, Is.Positive);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Nothing_is_lost_among_many_writers(bool isQuick)
    {
        const int Writers = 16;
        const int Each = 20;
        await using var database = await OpenAsync(isQuick ? TimeSpan.MaxValue : TimeSpan.Zero);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            for (var number = 0; number < Each; number++)
                await IncrementAsync(database);
        })));

        var count = await database.ReadAsync(session => session.States.GetAsync(Scope, "count"));
        Assert.That(BitConverter.ToInt32(count), Is.EqualTo(Writers * Each));
    }

    [Test]
    public async Task A_change_that_fails_where_it_came_from_leaves_nothing_and_hinders_no_other()
    {
        await using var database = await OpenAsync(TimeSpan.MaxValue);
        await ThreadOfAsync(database);
        await Task.Run(() => Assert.ThrowsAsync<InvalidOperationException>(() => database.WriteAsync<bool>(async session =>
        {
            await session.States.SetAsync(Scope, [new("count", BitConverter.GetBytes(7))]);
            throw new InvalidOperationException();
        })));
        await IncrementAsync(database);

        var count = await database.ReadAsync(session => session.States.GetAsync(Scope, "count"));
        Assert.That(BitConverter.ToInt32(count), Is.EqualTo(1));
    }

    private Task<SqliteDatabase> OpenAsync(TimeSpan shortTime) => SqliteTestDatabase.OpenAsync(folder.DatabasePath, configure: options => options.ShortTime = shortTime);

    private static Task<int> ThreadOfAsync(SqliteDatabase database) => database.WriteAsync(_ => ValueTask.FromResult(Environment.CurrentManagedThreadId));

    private static Task<bool> IncrementAsync(SqliteDatabase database) => database.WriteAsync(async session =>
    {
        var count = await session.States.GetAsync(Scope, "count") is { } bytes ? BitConverter.ToInt32(bytes) : 0;
        await session.States.SetAsync(Scope, [new("count", BitConverter.GetBytes(count + 1))]);
        return true;
    });
}
