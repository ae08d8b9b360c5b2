using Pulp.Core.Tests.Support;
using Pulp.Secrets;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Core.Tests.Tasking;

[TestFixture]
internal sealed class TaskRestartTests
{
    private readonly List<TaskFixture> fixtures = [];

    [TearDown]
    public async Task TearDown()
    {
        foreach (var fixture in fixtures)
            await fixture.DisposeAsync();
        fixtures.Clear();
    }

    [Test]
    public async Task After_a_crash_running_tasks_are_failed_and_waiting_ones_run_in_order()
    {
        var first = await NewAsync();
        var gate = new Gate();
        var running = await first.DispatchAsync(
            (context, cancellationToken) =>
            {
                context.BeginProgress("Open", "open");
                context.CreateWorkingDirectory();
                return gate.PassAsync(context, cancellationToken);
            },
            ["a"]);
        await gate.Begun;
        await first.Time.NextTimerAsync(TimeSpan.FromSeconds(1));
        var written = first.WhenStoredAsync(running.Id, task => task.Progress.Count == 1);
        first.Time.Advance(TimeSpan.FromSeconds(1));
        await written;
        var order = new List<int>();
        var waiting = new List<PulpTask>();
        for (var i = 0; i < 20; i++)
            waiting.Add(await first.DispatchAsync(Note(i), ["a"]));

        var second = await NewAsync(CrashCopy(first), first);
        foreach (var task in waiting)
            Assert.That((await second.Dispatcher.WaitAsync(task.Id)).State, Is.EqualTo(TaskState.Completed));
        var interrupted = second.Database[running.Id];
        Assert.That(interrupted.State, Is.EqualTo(TaskState.Failed));
        Assert.That(interrupted.Error!.Description, Is.EqualTo("The process that ran the task ended before the task did."));
        Assert.That(interrupted.Progress[0].State, Is.EqualTo(TaskState.Failed));
        Assert.That(interrupted.Arguments, Is.Null);
        Assert.That(Directory.GetDirectories(Path.Join(second.WorkingFolder, "tasks")), Is.Empty);
        Assert.That(order, Is.EqualTo(Enumerable.Range(0, 20)));
        gate.Open();

        Func<TaskContext, CancellationToken, Task<object?>> Note(int number) => (_, _) =>
        {
            order.Add(number);
            return Task.FromResult<object?>(null);
        };
    }

    [Test]
    public async Task A_task_that_was_being_canceled_ends_with_the_crash()
    {
        var first = await NewAsync();
        var gate = new Gate();
        var asked = await first.DispatchAsync(gate.PassUnstoppablyAsync);
        await gate.Begun;
        await first.Dispatcher.CancelAsync(asked.Id);
        var second = await NewAsync(CrashCopy(first), first);

        Assert.That(second.Database[asked.Id].State, Is.EqualTo(TaskState.Failed));
        gate.Open();
    }

    [Test]
    public async Task New_tasks_queue_behind_those_of_the_last_run()
    {
        var first = await NewAsync();
        var held = new Gate();
        await first.DispatchAsync(held.PassAsync, ["a"]);
        await held.Begun;
        var gate = new Gate();
        await first.DispatchAsync(gate.PassAsync, ["a"]);
        var second = await NewAsync(CrashCopy(first), first);
        var fresh = await second.DispatchAsync((_, _) => Task.FromResult<object?>(null), ["a"], isShort: true);

        Assert.That(fresh.State, Is.EqualTo(TaskState.Waiting));
        gate.Open();
        var ended = await second.Dispatcher.WaitAsync(fresh.Id);
        Assert.That(ended.State, Is.EqualTo(TaskState.Completed));
    }

    [Test]
    public async Task Tasks_that_nothing_runs_any_more_fail_with_the_reason()
    {
        var database = new MemoryDatabase();
        var unknown = Stored("gone.plugin", new AesSecretProtector(new byte[32]).Protect("{}"u8));
        var otherKey = Stored("test", new AesSecretProtector(Enumerable.Repeat((byte)1, 32).ToArray()).Protect("{}"u8));
        var otherShape = Stored("test", new AesSecretProtector(new byte[32]).Protect("{}"u8));
        await database.WriteAsync(async session =>
        {
            foreach (var task in new[] { unknown, otherKey, otherShape })
                await session.Tasks.InsertAsync(task);
            return true;
        });
        var fixture = await NewAsync(database);

        var ended = new List<PulpTask>();
        foreach (var task in new[] { unknown, otherKey, otherShape })
            ended.Add(await fixture.Dispatcher.WaitAsync(task.Id));
        Assert.That(ended, Has.All.Property(nameof(PulpTask.State)).EqualTo(TaskState.Failed));
        Assert.That(ended[0].Error!.Description, Does.Contain("'gone.plugin'").And.Contain("not loaded"));
        Assert.That(ended[1].Error!.Description, Does.Contain("encryption key"));
        Assert.That(ended[2].Error!.Description, Does.Contain("cannot be read by this version"));
    }

    [Test]
    public async Task A_waiting_task_that_needs_something_newer_is_left_waiting_and_blocks_nothing()
    {
        var database = new MemoryDatabase();
        var newer = Stored("test", []) with { Versions = new Dictionary<string, string> { ["core"] = "999.0.0" }, Locks = ["a"] };
        var missing = Stored("test", []) with { Versions = new Dictionary<string, string> { ["elsewhere"] = "1.0.0" }, Locks = ["a"] };
        await database.WriteAsync(async session =>
        {
            await session.Tasks.InsertAsync(newer);
            await session.Tasks.InsertAsync(missing);
            return true;
        });
        var fixture = await NewAsync(database);
        var other = await fixture.DispatchAsync((_, _) => Task.FromResult<object?>(null), ["a"], isShort: true);

        Assert.That(other.State, Is.EqualTo(TaskState.Completed));
        Assert.That(new[] { newer, missing }.Select(task => fixture.Database[task.Id].State), Has.All.EqualTo(TaskState.Waiting));
        Assert.That(fixture.Logs.Entries.Select(entry => entry.Text), Has.Some.Contains("needs core 999.0.0").And.Some.Contains("needs elsewhere 1.0.0, which is not loaded"));
        Assert.That(await fixture.Dispatcher.CancelAsync(newer.Id), Is.EqualTo(CancelOutcome.Canceled));
    }

    [Test]
    public async Task A_waiting_task_keeps_the_versions_it_was_asked_for_with()
    {
        var fixture = await NewAsync();
        var gate = new Gate();
        await fixture.DispatchAsync(gate.PassAsync, ["a"]);
        var waiting = await fixture.DispatchAsync(gate.PassAsync, ["a", "shared:prn:core.domain:1", "sync:prn:unknown.thing:1"]);

        Assert.That(fixture.Database[waiting.Id].Versions.Keys, Is.EqualTo(new[] { "core" }));
        gate.Open();
        await fixture.Dispatcher.WaitAsync(waiting.Id);
    }

    [Test]
    public async Task Stopping_lets_running_tasks_end_and_starts_no_more()
    {
        var fixture = await NewAsync();
        var gate = new Gate();
        var running = await fixture.DispatchAsync(gate.PassAsync, ["a"]);
        await gate.Begun;
        var waiting = await fixture.DispatchAsync((_, _) => Task.FromResult<object?>(null), ["a"]);
        var waiter = fixture.Dispatcher.WaitAsync(waiting.Id);
        var stopping = fixture.Dispatcher.StopAsync();
        var late = await fixture.DispatchAsync((_, _) => Task.FromResult<object?>(null), isShort: true);
        gate.Open();
        await stopping;

        Assert.That(fixture.Database[running.Id].State, Is.EqualTo(TaskState.Completed));
        Assert.That(fixture.Database[waiting.Id].State, Is.EqualTo(TaskState.Waiting));
        Assert.That(fixture.Database[late.Id].State, Is.EqualTo(TaskState.Waiting));
        Assert.That(async () => await waiter, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await fixture.Dispatcher.WaitAsync(late.Id), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task After_the_grace_running_tasks_are_stopped_and_failed()
    {
        var fixture = await NewAsync();
        var (gate, stubborn) = (new Gate(), new Gate());
        var asked = await fixture.DispatchAsync(gate.PassAsync);
        var left = await fixture.DispatchAsync(stubborn.PassUnstoppablyAsync);
        await Task.WhenAll(gate.Begun, stubborn.Begun);
        var stopping = fixture.Dispatcher.StopAsync();
        Assert.That(stopping.IsCompleted, Is.False);
        await fixture.Time.AdvanceUntilAsync(stopping, TimeSpan.FromMinutes(1));

        Assert.That(fixture.Time.Elapsed, Is.GreaterThanOrEqualTo(new PulpOptions().TaskGraceInterval));
        foreach (var id in new[] { asked.Id, left.Id })
        {
            Assert.That(fixture.Database[id].State, Is.EqualTo(TaskState.Failed));
            Assert.That(fixture.Database[id].Error!.Description, Does.StartWith("The server was stopped"));
        }

        stubborn.Open();
    }

    [Test]
    public async Task The_end_of_a_task_is_written_again_when_the_database_was_busy()
    {
        var fixture = await NewAsync();
        var gate = new Gate();
        var asked = await fixture.DispatchAsync(gate.PassAsync);
        await gate.Begun;
        var failures = 2;
        fixture.Database.BeforeWrite = () => failures-- > 0 ? throw new StoreException("Busy.", isTransient: true) : Task.CompletedTask;
        var waiter = fixture.Dispatcher.WaitAsync(asked.Id);
        gate.Open();
        await fixture.Time.AdvanceUntilAsync(waiter, TimeSpan.FromSeconds(10));

        Assert.That((await waiter).State, Is.EqualTo(TaskState.Completed));
        Assert.That(fixture.Database[asked.Id].State, Is.EqualTo(TaskState.Completed));
        Assert.That(failures, Is.LessThan(1));
    }

    private static PulpTask Stored(string name, byte[] arguments) =>
        new() { Id = Guid.CreateVersion7(), Name = name, Arguments = arguments, CorrelationId = "c" };

    /// <summary>What another process finds after this one vanished.</summary>
    private static MemoryDatabase CrashCopy(TaskFixture fixture) => fixture.Database.Copy();

    private async Task<TaskFixture> NewAsync(MemoryDatabase? database = null, TaskFixture? earlier = null)
    {
        var fixture = new TaskFixture(database, works: earlier?.Works, work: earlier?.WorkingFolder ?? "");
        if (earlier is not null)
            fixtures.Remove(earlier);
        fixtures.Add(fixture);
        await fixture.Dispatcher.StartAsync();
        return fixture;
    }
}
