using Pulp.Core.Tests.Support;
using Pulp.Domains;
using Pulp.Tasking;

namespace Pulp.Core.Tests.Tasking;

[TestFixture]
internal sealed class TaskCancelTests
{
    private TaskFixture tasks = null!;

    [SetUp]
    public async Task SetUp() => tasks = await TaskFixture.StartAsync();

    [TearDown]
    public async Task TearDown() => await tasks.DisposeAsync();

    [Test]
    public async Task A_waiting_task_is_canceled_at_once_and_never_runs()
    {
        var gate = new Gate();
        await tasks.DispatchAsync(gate.PassAsync, ["a"]);
        await gate.Begun;
        var never = await tasks.DispatchAsync(Never, ["a"]);
        var after = await tasks.DispatchAsync((_, _) => Task.FromResult<object?>(null), ["a"]);

        Assert.That(await tasks.Dispatcher.CancelAsync(never.Id), Is.EqualTo(CancelOutcome.Canceled));
        Assert.That(tasks.Database[never.Id].State, Is.EqualTo(TaskState.Canceled));
        Assert.That(tasks.Database[never.Id].Arguments, Is.Null);
        Assert.That(tasks.Database[never.Id].StartedAt, Is.Null);
        gate.Open();
        var last = await tasks.Dispatcher.WaitAsync(after.Id);
        Assert.That(last.State, Is.EqualTo(TaskState.Completed));
    }

    [Test]
    public async Task A_running_task_is_told_to_stop_and_ends_as_canceled()
    {
        var gate = new Gate();
        var asked = await tasks.DispatchAsync((context, cancellationToken) =>
        {
            context.BeginProgress("Open part", "open");
            return gate.PassAsync(context, cancellationToken);
        });
        await gate.Begun;

        Assert.That(await tasks.Dispatcher.CancelAsync(asked.Id), Is.EqualTo(CancelOutcome.Canceling));
        var ended = await tasks.Dispatcher.WaitAsync(asked.Id);
        Assert.That(ended.State, Is.EqualTo(TaskState.Canceled));
        Assert.That(ended.Error, Is.Null);
        Assert.That(ended.Progress[0].State, Is.EqualTo(TaskState.Canceled));
        Assert.That(await tasks.Dispatcher.CancelAsync(asked.Id), Is.EqualTo(CancelOutcome.AlreadyFinal));
    }

    [Test]
    public async Task A_task_that_takes_its_time_to_stop_is_seen_as_canceling_and_keeps_its_locks()
    {
        var gate = new Gate();
        var asked = await tasks.DispatchAsync(
            async (context, cancellationToken) =>
            {
                await gate.PassUnstoppablyAsync(context, cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                return null;
            },
            ["a"]);
        await gate.Begun;
        await tasks.Dispatcher.CancelAsync(asked.Id);
        var next = await tasks.DispatchAsync((_, _) => Task.FromResult<object?>(null), ["a"], isShort: true);

        Assert.That(tasks.Database[asked.Id].State, Is.EqualTo(TaskState.Canceling));
        Assert.That(next.State, Is.EqualTo(TaskState.Waiting));
        gate.Open();
        var (canceled, ran) = (await tasks.Dispatcher.WaitAsync(asked.Id), await tasks.Dispatcher.WaitAsync(next.Id));
        Assert.That(canceled.State, Is.EqualTo(TaskState.Canceled));
        Assert.That(ran.State, Is.EqualTo(TaskState.Completed));
    }

    [Test]
    public async Task A_task_whose_work_was_done_when_it_was_told_to_stop_is_completed()
    {
        var gate = new Gate();
        var asked = await tasks.DispatchAsync(gate.PassUnstoppablyAsync);
        await gate.Begun;
        await tasks.Dispatcher.CancelAsync(asked.Id);
        gate.Open();

        Assert.That((await tasks.Dispatcher.WaitAsync(asked.Id)).State, Is.EqualTo(TaskState.Completed));
    }

    [Test]
    public async Task A_short_task_that_runs_in_a_call_can_be_canceled()
    {
        var gate = new Gate();
        var call = tasks.DispatchAsync(gate.PassAsync, ["a"], isShort: true);
        await gate.Begun;

        Assert.That(await tasks.Dispatcher.CancelAsync(tasks.Dispatcher.Running()[0].Id), Is.EqualTo(CancelOutcome.Canceling));
        Assert.That((await call).State, Is.EqualTo(TaskState.Canceled));
        Assert.That(tasks.Database.State.Tasks.Values.Single().State, Is.EqualTo(TaskState.Canceled));
    }

    [Test]
    public async Task An_unknown_task_is_not_found() =>
        Assert.That(await tasks.Dispatcher.CancelAsync(Guid.NewGuid()), Is.EqualTo(CancelOutcome.NotFound));

    [Test]
    public async Task Cancellations_that_race_with_start_and_end_leave_every_task_with_one_end()
    {
        var random = new Random(1);
        var runs = new System.Collections.Concurrent.ConcurrentDictionary<Guid, int>();
        var asked = new List<Guid>();
        var cancels = new List<Task<CancelOutcome>>();
        for (var i = 0; i < 400; i++)
        {
            var task = await tasks.DispatchAsync(
                async (context, cancellationToken) =>
                {
                    runs.AddOrUpdate(context.Task.Id, 1, (_, count) => count + 1);
                    await Task.Yield();
                    cancellationToken.ThrowIfCancellationRequested();
                    return null;
                },
                random.Next(2) == 0 ? ["a"] : [],
                isShort: random.Next(3) == 0);
            asked.Add(task.Id);
            var victim = asked[random.Next(Math.Max(0, asked.Count - 3), asked.Count)];
            if (random.Next(2) == 0)
                cancels.Add(Task.Run(() => tasks.Dispatcher.CancelAsync(victim)));
        }

        await Task.WhenAll(cancels);
        foreach (var id in asked)
        {
            var ended = await tasks.Dispatcher.WaitAsync(id);
            Assert.That(ended.State, Is.EqualTo(TaskState.Completed).Or.EqualTo(TaskState.Canceled));
            Assert.That(runs.GetValueOrDefault(id), Is.LessThanOrEqualTo(1));
            Assert.That(ended.State == TaskState.Completed, Is.Not.True.Or.EqualTo(runs.ContainsKey(id)));
            Assert.That(tasks.Database[id], Is.EqualTo(ended));
        }

        await tasks.UntilAsync(() => tasks.Dispatcher.Running().Count == 0);
        Assert.That((await tasks.DispatchAsync((_, _) => Task.FromResult<object?>(null), ["a"], isShort: true)).State, Is.EqualTo(TaskState.Completed), "No lock was left behind.");
    }

    [Test]
    public async Task A_group_counts_its_tasks_and_is_canceled_as_a_whole()
    {
        var group = await tasks.Dispatcher.CreateGroupAsync("Export");
        var gate = new Gate();
        await tasks.DispatchAsync((_, _) => Task.FromResult<object?>(null), isShort: true, group: group.Id);
        var running = await tasks.DispatchAsync(gate.PassAsync, ["a"], group: group.Id);
        await gate.Begun;
        await tasks.DispatchAsync(Never, ["a"], group: group.Id);
        var outside = await tasks.DispatchAsync((_, _) => Task.FromResult<object?>(null), ["a"]);
        await tasks.WhenStoredAsync(running.Id, task => task.State == TaskState.Running);

        var counts = await CountAsync(group.Id);
        Assert.That((counts[TaskState.Waiting], counts[TaskState.Running], counts[TaskState.Completed], counts[TaskState.Failed]), Is.EqualTo((1L, 1L, 1L, 0L)));
        Assert.That(await tasks.Dispatcher.CancelGroupAsync(group.Id), Is.True);
        await tasks.Dispatcher.WaitAsync(running.Id);
        counts = await CountAsync(group.Id);
        Assert.That((counts[TaskState.Completed], counts[TaskState.Canceled], counts.Values.Sum()), Is.EqualTo((1L, 2L, 3L)));
        Assert.That((await tasks.Dispatcher.WaitAsync(outside.Id)).State, Is.EqualTo(TaskState.Completed));
    }

    [Test]
    public async Task What_joins_a_canceled_group_is_canceled([Values] bool isShort)
    {
        var group = await tasks.Dispatcher.CreateGroupAsync("Export");
        await tasks.Dispatcher.CancelGroupAsync(group.Id);
        var late = await tasks.DispatchAsync(Never, isShort: isShort, group: group.Id);

        Assert.That(late.State, Is.EqualTo(TaskState.Canceled));
        Assert.That(tasks.Database[late.Id].State, Is.EqualTo(TaskState.Canceled));
    }

    [Test]
    public async Task A_finished_group_says_so_and_unknown_groups_are_told()
    {
        var group = await tasks.Dispatcher.CreateGroupAsync("Export");

        Assert.That(await tasks.Dispatcher.FinishGroupAsync(group.Id), Is.True);
        Assert.That((await tasks.Dispatcher.CountGroupAsync(group.Id, Domain.DefaultId))!.Group, Is.EqualTo(group with { AllTasksDispatched = true }));
        Assert.That(await tasks.Dispatcher.FinishGroupAsync(Guid.NewGuid()), Is.False);
        Assert.That(await tasks.Dispatcher.CancelGroupAsync(Guid.NewGuid()), Is.False);
        Assert.That(await tasks.Dispatcher.CountGroupAsync(Guid.NewGuid(), Domain.DefaultId), Is.Null);
    }

    private static Task<object?> Never(TaskContext context, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("A canceled task ran.");

    private async Task<IReadOnlyDictionary<TaskState, long>> CountAsync(Guid group) =>
        (await tasks.Dispatcher.CountGroupAsync(group, Domain.DefaultId))!.Counts;
}
