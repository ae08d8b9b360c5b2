using Pulp.Core.Tests.Support;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Core.Tests.Tasking;

[TestFixture]
internal sealed class ShortTaskTests
{
    private static readonly TimeSpan Limit = new PulpOptions().ShortTaskLimit;
    private TaskFixture tasks = null!;

    [SetUp]
    public async Task SetUp() => tasks = await TaskFixture.StartAsync();

    [TearDown]
    public async Task TearDown() => await tasks.DisposeAsync();

    [Test]
    public async Task A_call_waits_no_longer_than_the_limit_and_the_task_goes_on()
    {
        var gate = new Gate();
        var asking = tasks.DispatchAsync(gate.PassAsync, ["a"], isShort: true);
        await gate.Begun;
        await tasks.Time.NextTimerAsync(Limit);
        Assert.That(asking.IsCompleted, Is.False);
        tasks.Time.Advance(Limit);
        var answered = await asking;
        Assert.That(answered.State, Is.EqualTo(TaskState.Running));
        Assert.That(tasks.Database[answered.Id].State, Is.EqualTo(TaskState.Running));

        var next = await tasks.DispatchAsync((_, _) => Task.FromResult<object?>(null), ["a"], isShort: true);
        Assert.That(next.State, Is.EqualTo(TaskState.Waiting), "The lock is still held.");
        gate.Open();
        Assert.That((await tasks.Dispatcher.WaitAsync(answered.Id)).State, Is.EqualTo(TaskState.Completed));
        Assert.That((await tasks.Dispatcher.WaitAsync(next.Id)).State, Is.EqualTo(TaskState.Completed));
        Assert.That(tasks.Database[answered.Id].State, Is.EqualTo(TaskState.Completed));
    }

    [Test]
    public async Task A_task_that_outlasted_its_call_can_be_canceled()
    {
        var gate = new Gate();
        var asking = tasks.DispatchAsync(gate.PassAsync, isShort: true);
        await gate.Begun;
        await tasks.Time.NextTimerAsync(Limit);
        tasks.Time.Advance(Limit);
        var answered = await asking;

        Assert.That(await tasks.Dispatcher.CancelAsync(answered.Id), Is.EqualTo(CancelOutcome.Canceling));
        Assert.That((await tasks.Dispatcher.WaitAsync(answered.Id)).State, Is.EqualTo(TaskState.Canceled));
    }

    [Test]
    public async Task A_task_that_outlasted_its_call_ends_though_it_could_not_be_recorded()
    {
        var gate = new Gate();
        var asking = tasks.DispatchAsync(gate.PassAsync, ["a"], isShort: true);
        await gate.Begun;
        await tasks.Time.NextTimerAsync(Limit);
        tasks.Database.BeforeWrite = () => throw new StoreException("The disk is full.", isTransient: true);
        tasks.Time.Advance(Limit);
        Assert.That(async () => await asking, Throws.InstanceOf<StoreException>());
        tasks.Database.BeforeWrite = null;
        var next = await tasks.DispatchAsync((_, _) => Task.FromResult<object?>(null), ["a"], isShort: true);
        gate.Open();

        Assert.That((await tasks.Dispatcher.WaitAsync(next.Id)).State, Is.EqualTo(TaskState.Completed));
    }

    [Test]
    public async Task A_task_that_may_not_wait_is_canceled_when_its_lock_is_held()
    {
        var gate = new Gate();
        await tasks.DispatchAsync(gate.PassAsync, ["a"]);
        await gate.Begun;
        var ran = false;
        var refused = await AskAsync(["a"]);
        Assert.That(refused.State, Is.EqualTo(TaskState.Canceled));
        Assert.That(refused.FinishedAt, Is.Not.Null);
        Assert.That(tasks.Database[refused.Id].State, Is.EqualTo(TaskState.Canceled));
        Assert.That(ran, Is.False);
        Assert.That((await AskAsync(["b"])).State, Is.EqualTo(TaskState.Completed));
        gate.Open();

        Task<PulpTask> AskAsync(string[] locks) => tasks.Dispatcher.DispatchAsync<TestHandler, TestArguments>(
            new TaskRequest { Name = "test", Locks = locks, IsShort = true, IsDeferrable = false },
            new TestArguments(tasks.Works.Add((_, _) => { ran = true; return Task.FromResult<object?>(null); }), "secret"));
    }

    [Test]
    public async Task A_setting_sends_short_tasks_to_the_queue()
    {
        await using var deferring = new TaskFixture(prefersDefer: true);
        await deferring.Dispatcher.StartAsync();
        var asked = await deferring.DispatchAsync((_, _) => Task.FromResult<object?>(null), isShort: true);

        Assert.That(asked.State, Is.EqualTo(TaskState.Waiting));
        Assert.That((await deferring.Dispatcher.WaitAsync(asked.Id)).State, Is.EqualTo(TaskState.Completed));
    }
}
