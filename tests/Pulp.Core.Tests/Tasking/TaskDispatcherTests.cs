using System.Text;
using Pulp.Core.Tests.Support;
using Pulp.Digests;
using Pulp.Domains;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Core.Tests.Tasking;

[TestFixture]
internal sealed class TaskDispatcherTests
{
    private TaskFixture tasks = null!;

    [SetUp]
    public async Task SetUp() => tasks = await TaskFixture.StartAsync();

    [TearDown]
    public async Task TearDown() => await tasks.DisposeAsync();

    [Test]
    public async Task A_task_runs_and_its_record_says_what_it_did()
    {
        var asked = await tasks.DispatchAsync(
            (context, _) =>
            {
                context.AddCreated("prn:python.pythonrepository:1");
                context.BeginProgress("Downloading Artifacts", "sync.downloading.artifacts", 3).Increment(3);
                return Task.FromResult<object?>(new { Found = 3, FirstName = "a" });
            },
            ["prn:x.y:1", "shared:prn:x.z:2"]);
        var done = await tasks.Dispatcher.WaitAsync(asked.Id);

        Assert.That(asked.State, Is.EqualTo(TaskState.Waiting));
        Assert.That(done.State, Is.EqualTo(TaskState.Completed));
        Assert.That(done.CreatedResources, Is.EqualTo(new[] { "prn:python.pythonrepository:1" }));
        Assert.That(done.Progress, Is.EqualTo(new[] { new ProgressReport("Downloading Artifacts", "sync.downloading.artifacts", TaskState.Completed, 3, 3) }));
        Assert.That(done.Locks, Is.EqualTo(new[] { "prn:x.y:1", "shared:prn:x.z:2", $"shared:prn:core.domain:{Domain.DefaultId}" }));
        Assert.That(done.Result!.Value.GetRawText(), Is.EqualTo("""{"found":3,"first_name":"a"}"""));
        Assert.That(new[] { done.Created, done.UnblockedAt, done.StartedAt, done.FinishedAt }, Has.All.EqualTo(tasks.Time.GetUtcNow()));
        Assert.That(done.CorrelationId, Has.Length.EqualTo(32));
        Assert.That(done.CreatedBy, Is.EqualTo(7));
        Assert.That(tasks.Database[asked.Id], Is.EqualTo(done), "What is waited for is what is stored.");
    }

    [Test]
    public async Task A_task_locks_what_it_is_about_to_create_until_it_ends()
    {
        var gate = new Gate();
        var held = new List<bool>();
        var first = await tasks.DispatchAsync(
            (context, token) =>
            {
                held.AddRange([context.TryLock("new"), context.TryLock("new"), context.TryLock("mine"), context.TryLock("shared"), context.TryLock("waited")]);
                return gate.PassAsync(context, token);
            },
            ["mine", "shared:shared"]);
        await gate.Begun;
        Assert.That(held, Is.EqualTo(new[] { true, true, true, false, true }));
        Assert.That(tasks.Dispatcher.Peek(first.Id)!.Locks.Take(4), Is.EqualTo(new[] { "mine", "shared:shared", $"shared:prn:core.domain:{Domain.DefaultId}", "new" }));

        var second = await tasks.DispatchAsync((_, _) => Task.FromResult<object?>(null), ["new"]);
        Assert.That(tasks.Dispatcher.Peek(second.Id)!.State, Is.EqualTo(TaskState.Waiting));
        gate.Open();
        Assert.That((await tasks.Dispatcher.WaitAsync(second.Id)).State, Is.EqualTo(TaskState.Completed));
        Assert.That((await tasks.Dispatcher.WaitAsync(first.Id)).Locks, Does.Contain("new"));
    }

    [Test]
    public async Task A_name_that_another_task_holds_is_not_locked_twice()
    {
        var gate = new Gate();
        await tasks.DispatchAsync(gate.PassAsync, ["taken"]);
        await gate.Begun;
        var second = await tasks.DispatchAsync((context, _) => Task.FromResult<object?>(context.TryLock("taken")));
        Assert.That((await tasks.Dispatcher.WaitAsync(second.Id)).Result!.Value.GetBoolean(), Is.False);
        gate.Open();
    }

    [Test]
    public async Task Arguments_are_stored_encrypted_and_go_when_the_task_ends()
    {
        var gate = new Gate();
        var asked = await tasks.DispatchAsync(gate.PassAsync);
        await gate.Begun;
        var stored = tasks.Database[asked.Id].Arguments!;

        Assert.That(stored, Is.Not.Empty);
        Assert.That(Encoding.UTF8.GetString(stored), Does.Not.Contain("s3cret-canary"));
        gate.Open();
        Assert.That((await tasks.Dispatcher.WaitAsync(asked.Id)).Arguments, Is.Null);
    }

    [Test]
    public async Task A_short_task_with_free_locks_runs_in_the_call_and_costs_one_write()
    {
        var thread = new AsyncLocal<string> { Value = "the caller's" };
        string? seen = null;
        var done = await tasks.DispatchAsync(
            (_, _) =>
            {
                seen = thread.Value;
                return Task.FromResult<object?>(null);
            },
            ["a"],
            isShort: true);

        Assert.That(done.State, Is.EqualTo(TaskState.Completed));
        Assert.That(seen, Is.EqualTo("the caller's"));
        Assert.That(tasks.Database.Writes, Is.EqualTo(1));
        Assert.That(tasks.Database[done.Id], Is.EqualTo(done));
        Assert.That(done.StartedAt, Is.Not.Null.And.EqualTo(done.UnblockedAt));
    }

    [Test]
    public async Task A_short_task_whose_lock_is_held_waits_its_turn_without_a_slot()
    {
        var holders = new[] { new Gate(), new Gate() };
        await tasks.DispatchAsync(holders[0].PassAsync, ["a"]);
        await tasks.DispatchAsync(holders[1].PassAsync, ["b"]);
        await Task.WhenAll(holders.Select(holder => holder.Begun));
        var next = new Gate();
        var asked = await tasks.DispatchAsync((_, _) => Task.FromResult<object?>(null), ["a"], isShort: true);
        await tasks.DispatchAsync(next.PassAsync);
        Assert.That(asked.State, Is.EqualTo(TaskState.Waiting));
        holders[0].Open();
        await next.Begun;
        var done = await tasks.Dispatcher.WaitAsync(asked.Id);

        Assert.That(done.State, Is.EqualTo(TaskState.Completed), "It ran while both slots were taken.");
        holders[1].Open();
        next.Open();
    }

    [Test]
    public async Task A_task_that_cannot_be_recorded_does_not_run_and_holds_no_lock()
    {
        tasks.Database.BeforeWrite = () => throw new StoreException("The disk is full.", isTransient: true);
        var ran = false;
        Assert.That(
            async () => await tasks.DispatchAsync((_, _) => { ran = true; return Task.FromResult<object?>(null); }, ["a"]),
            Throws.InstanceOf<StoreException>());
        tasks.Database.BeforeWrite = null;
        var done = await tasks.DispatchAsync((_, _) => Task.FromResult<object?>(null), ["a"], isShort: true);

        Assert.That(ran, Is.False);
        Assert.That(done.State, Is.EqualTo(TaskState.Completed));
    }

    [Test]
    public async Task Asking_can_be_canceled_before_the_task_is_recorded()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();

        Assert.That(async () => await tasks.DispatchAsync("none", cancellationToken: cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(tasks.Database.State.Tasks, Is.Empty);
    }

    [Test]
    public async Task Known_errors_are_shown_with_a_code_and_unknown_ones_are_not()
    {
        var known = await tasks.DispatchAsync((_, _) => throw new DigestMismatchException("sha256", "aa", "bb"), isShort: true);
        var coded = await tasks.DispatchAsync((_, _) => throw new CodedException(), isShort: true);
        var unknown = await tasks.DispatchAsync((_, _) => throw new IOException("/srv/secret/path"), isShort: true);

        Assert.That(known.State, Is.EqualTo(TaskState.Failed));
        Assert.That(known.Error, Is.EqualTo(new TaskError("The sha256 is bb, but aa was expected.", "digest_mismatch")));
        Assert.That(coded.Error, Is.EqualTo(new TaskError("Not so.", "test.not_so")));
        Assert.That(unknown.Error, Is.EqualTo(new TaskError($"An unexpected error occurred; see the log entry with correlation id {unknown.CorrelationId}.")));
        Assert.That(tasks.Logs.Entries, Has.Some.Matches<(Microsoft.Extensions.Logging.LogLevel Level, string Text, Exception? Exception)>(
            entry => entry.Text.Contains(unknown.CorrelationId, StringComparison.Ordinal) && entry.Exception is IOException));
    }

    [Test]
    public async Task A_failed_task_closes_its_open_parts_and_frees_its_locks()
    {
        var failed = await tasks.DispatchAsync(
            (context, _) =>
            {
                context.BeginProgress("One", "one").Complete();
                context.BeginProgress("Two", "two").Increment(2);
                throw new CodedException();
            },
            ["a"]);
        var record = await tasks.Dispatcher.WaitAsync(failed.Id);
        var next = await tasks.DispatchAsync((_, _) => Task.FromResult<object?>(null), ["a"], isShort: true);

        Assert.That(record.Progress.Select(part => part.State), Is.EqualTo(new[] { TaskState.Completed, TaskState.Failed }));
        Assert.That(next.State, Is.EqualTo(TaskState.Completed));
    }

    [Test]
    public async Task Each_run_has_services_of_its_own_that_are_disposed()
    {
        await tasks.DispatchAsync((_, _) => Task.FromResult<object?>(null), isShort: true);
        await tasks.DispatchAsync((_, _) => Task.FromResult<object?>(null), isShort: true);

        Assert.That(tasks.Works.Scopes, Has.Count.EqualTo(2).And.Unique);
        Assert.That(tasks.Works.Scopes, Has.All.Property(nameof(ScopedThing.IsDisposed)).True);
    }

    [Test]
    public async Task Tasks_with_the_same_lock_run_one_after_another_in_the_order_asked()
    {
        var order = new List<int>();
        var running = 0;
        var asked = new List<PulpTask>();
        for (var i = 0; i < 50; i++)
        {
            var number = i;
            asked.Add(await tasks.DispatchAsync(
                async (_, _) =>
                {
                    Assert.That(Interlocked.Increment(ref running), Is.EqualTo(1));
                    order.Add(number);
                    await Task.Yield();
                    Interlocked.Decrement(ref running);
                    return null;
                },
                ["a"]));
        }

        foreach (var task in asked)
            Assert.That((await tasks.Dispatcher.WaitAsync(task.Id)).State, Is.EqualTo(TaskState.Completed));
        Assert.That(order, Is.EqualTo(Enumerable.Range(0, 50)));
        Assert.That(asked.Select(task => task.Id), Is.Ordered);
    }

    [Test]
    public async Task A_task_that_locks_the_domain_runs_alone_there()
    {
        var domain = $"prn:core.domain:{Domain.DefaultId}";
        var gate = new Gate();
        await tasks.DispatchAsync(gate.PassAsync, ["a"]);
        await gate.Begun;
        var alone = await tasks.DispatchAsync((_, _) => Task.FromResult<object?>(null), [domain]);
        var after = await tasks.DispatchAsync((_, _) => Task.FromResult<object?>(null), ["b"], isShort: true);

        Assert.That(alone.Locks, Is.EqualTo(new[] { domain }));
        Assert.That(after.State, Is.EqualTo(TaskState.Waiting));
        gate.Open();
        var (first, second) = (await tasks.Dispatcher.WaitAsync(alone.Id), await tasks.Dispatcher.WaitAsync(after.Id));
        Assert.That(first.State, Is.EqualTo(TaskState.Completed));
        Assert.That(second.State, Is.EqualTo(TaskState.Completed));
    }

    [Test]
    public async Task A_blocked_task_holds_up_no_other()
    {
        var gate = new Gate();
        await tasks.DispatchAsync(gate.PassAsync, ["a"]);
        await gate.Begun;
        for (var i = 0; i < 100; i++)
            await tasks.DispatchAsync((_, _) => Task.FromResult<object?>(null), ["a"]);
        var free = await tasks.DispatchAsync((_, _) => Task.FromResult<object?>(null), ["b"]);

        Assert.That((await tasks.Dispatcher.WaitAsync(free.Id)).State, Is.EqualTo(TaskState.Completed));
        gate.Open();
    }

    [Test]
    public async Task Progress_is_seen_at_once_in_memory_and_once_a_second_in_the_store()
    {
        var gate = new Gate();
        ProgressPart? part = null;
        var asked = await tasks.DispatchAsync((context, cancellationToken) =>
        {
            part = context.BeginProgress("Parsing", "sync.parsing", 10);
            return gate.PassAsync(context, cancellationToken);
        });
        await gate.Begun;
        var writes = tasks.Database.Writes;
        for (var i = 0; i < 10; i++)
            part!.Increment();

        Assert.That(tasks.Dispatcher.Peek(asked.Id)!.Progress[0].Done, Is.EqualTo(10));
        Assert.That(tasks.Dispatcher.Peek(asked.Id)!.State, Is.EqualTo(TaskState.Running));
        Assert.That(tasks.Database[asked.Id].Progress, Is.Empty);
        await tasks.Time.NextTimerAsync(TimeSpan.FromSeconds(1));
        var written = tasks.WhenStoredAsync(asked.Id, task => task.Progress is [{ Done: 10 }]);
        tasks.Time.Advance(TimeSpan.FromSeconds(1));
        await written;
        Assert.That(tasks.Database.Writes, Is.EqualTo(writes + 1));
        gate.Open();
        await tasks.Dispatcher.WaitAsync(asked.Id);
        Assert.That(tasks.Dispatcher.Peek(asked.Id), Is.Null);
    }

    [Test]
    public async Task A_task_gets_an_empty_directory_that_goes_with_it()
    {
        string? path = null;
        await tasks.DispatchAsync(
            async (context, cancellationToken) =>
            {
                path = context.CreateWorkingDirectory();
                Assert.That(path, Is.EqualTo(context.CreateWorkingDirectory()).And.StartsWith(tasks.WorkingFolder));
                Assert.That(Directory.EnumerateFileSystemEntries(path), Is.Empty);
                await File.WriteAllTextAsync(Path.Combine(path, "file"), "x", cancellationToken);
                throw new CodedException();
            },
            isShort: true);

        Assert.That(path, Does.Not.Exist);
    }

    [Test]
    public async Task A_child_has_its_parents_circumstances()
    {
        TaskRequest? child = null;
        var parent = await tasks.DispatchAsync(
            (context, _) =>
            {
                child = context.RequestChild("test", "a");
                return Task.FromResult<object?>(null);
            },
            isShort: true);

        Assert.That(child, Is.EqualTo(new TaskRequest
        {
            Name = "test", Locks = child!.Locks, ParentTask = parent.Id, UserId = 7, DomainId = parent.DomainId, CorrelationId = parent.CorrelationId,
        }));
        Assert.That(child.Locks, Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task Listeners_hear_every_change_and_cannot_break_a_task()
    {
        var heard = new List<TaskState>();
        using var failing = tasks.Dispatcher.Subscribe(_ => throw new InvalidOperationException());
        using (tasks.Dispatcher.Subscribe(Hear))
        {
            var asked = await tasks.DispatchAsync((_, _) => Task.FromResult<object?>(null));
            await tasks.Dispatcher.WaitAsync(asked.Id);
            await tasks.UntilAsync(() => heard.Count == 3);
        }

        await tasks.DispatchAsync((_, _) => Task.FromResult<object?>(null), isShort: true);
        Assert.That(heard, Is.EqualTo(new[] { TaskState.Waiting, TaskState.Running, TaskState.Completed }));

        ValueTask Hear(PulpTask task)
        {
            heard.Add(task.State);
            return ValueTask.CompletedTask;
        }
    }

    [Test]
    public async Task Waiting_for_an_ended_or_unknown_task_does_not_wait()
    {
        var ended = await tasks.DispatchAsync((_, _) => Task.FromResult<object?>(null), isShort: true);

        Assert.That(await tasks.Dispatcher.WaitAsync(ended.Id), Is.EqualTo(ended));
        Assert.That(async () => await tasks.Dispatcher.WaitAsync(Guid.NewGuid()), Throws.InstanceOf<TaskNotFoundException>());
    }

    [Test]
    public void A_task_that_is_not_registered_is_refused() => Assert.That(
        async () => await tasks.Dispatcher.DispatchAsync<TestHandler, TestArguments>(new TaskRequest { Name = "other" }, new TestArguments("", "")),
        Throws.InvalidOperationException.With.Message.Contains("AddPulpTask"));

    [Test]
    public async Task A_dispatcher_that_was_not_started_refuses_tasks()
    {
        await using var other = new TaskFixture();

        Assert.That(async () => await other.DispatchAsync("x"), Throws.InvalidOperationException);
        await other.Dispatcher.StartAsync();
    }

    [Test]
    public async Task Purging_deletes_what_ended_long_ago_and_belongs_to_the_user()
    {
        var old = await tasks.DispatchAsync((_, _) => Task.FromResult<object?>(null), isShort: true);
        var failed = await tasks.DispatchAsync((_, _) => throw new CodedException(), isShort: true);
        tasks.Time.Advance(TimeSpan.FromDays(2));
        var fresh = await tasks.DispatchAsync((_, _) => Task.FromResult<object?>(null), isShort: true);
        var before = tasks.Time.GetUtcNow().AddDays(-1);

        await PurgeAsync(new PurgeTasksArguments { FinishedBefore = before, UserId = 8 });
        Assert.That(tasks.Database.State.Tasks.Keys, Does.Contain(old.Id), "Another user's purge does not touch it.");
        var purge = await PurgeAsync(new PurgeTasksArguments { FinishedBefore = before, UserId = 7 });
        Assert.That(purge.Progress[0].Done, Is.EqualTo(1));
        Assert.That(tasks.Database.State.Tasks.Keys, Does.Not.Contain(old.Id).And.Contain(failed.Id).And.Contain(fresh.Id));
        await PurgeAsync(new PurgeTasksArguments { FinishedBefore = before, States = [.. TaskStateExtensions.Final, TaskState.Running] });
        Assert.That(tasks.Database.State.Tasks.Keys, Does.Not.Contain(failed.Id).And.Contain(fresh.Id));

        Task<PulpTask> PurgeAsync(PurgeTasksArguments arguments) => tasks.Dispatcher.DispatchAsync<PurgeTasks, PurgeTasksArguments>(
            new TaskRequest { Name = PurgeTasks.TaskName, IsShort = true }, arguments);
    }
}

internal sealed class CodedException() : PulpException("Not so."), IErrorCode
{
    public string ErrorCode => "test.not_so";
}
