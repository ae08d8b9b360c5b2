#pragma warning disable CS1591 // The names of the tests are the documentation.
using System.Text.Json;
using NUnit.Framework;
using Pulp.Domains;
using Pulp.Queries;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Testing.Stores;

/// <summary>
/// States what every <see cref="ITaskStore"/> does.
/// </summary>
public abstract class TaskStoreSpecification : StoreSpecification
{
    private static readonly TaskState[] Ended = [TaskState.Completed, TaskState.Failed, TaskState.Canceled, TaskState.Skipped];

    [Test]
    public async Task A_task_is_read_back_whole()
    {
        var task = NewTask() with
        {
            State = TaskState.Canceling,
            CorrelationId = "cid",
            CreatedBy = 3,
            UnblockedAt = Clock.GetUtcNow().AddSeconds(1),
            StartedAt = Clock.GetUtcNow().AddSeconds(2),
            FinishedAt = Clock.GetUtcNow().AddSeconds(3),
            Error = new TaskError("It broke.", "broken"),
            ParentTask = Guid.CreateVersion7(),
            TaskGroup = Guid.CreateVersion7(),
            Progress = [new ProgressReport("Downloading", "sync.downloading", TaskState.Running, 10, 3, "a file")],
            CreatedResources = ["prn:sample.samplerepository:1"],
            Locks = ["prn:a.b:1", "shared:prn:a.b:2"],
            Arguments = [1, 2, 3],
            Versions = new Dictionary<string, string>(StringComparer.Ordinal) { ["sample"] = "1.2.0" },
            Result = JsonSerializer.SerializeToElement(new { added = 3 }),
        };
        await WriteAsync(session => session.Tasks.InsertAsync(task));

        var read = await ReadAsync(session => session.Tasks.GetAsync(task.Id));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read!.Progress, Is.EqualTo(task.Progress));
            Assert.That(read.CreatedResources, Is.EqualTo(task.CreatedResources));
            Assert.That(read.Locks, Is.EqualTo(task.Locks));
            Assert.That(read.Arguments, Is.EqualTo(task.Arguments));
            Assert.That(read.Versions, Is.EqualTo(task.Versions));
            Assert.That(read.Result!.Value.GetProperty("added").GetInt32(), Is.EqualTo(3));
            Assert.That(
                read with { Progress = task.Progress, CreatedResources = task.CreatedResources, Locks = task.Locks, Arguments = task.Arguments, Versions = task.Versions, Result = task.Result },
                Is.EqualTo(task));
        }
    }

    [Test]
    public async Task An_absent_task_is_null() => Assert.That(await ReadAsync(session => session.Tasks.GetAsync(Guid.NewGuid())), Is.Null);

    [TestCaseSource(nameof(Ended))]
    public async Task A_task_that_has_ended_is_not_changed_any_more(TaskState end)
    {
        var task = NewTask();
        await WriteAsync(session => session.Tasks.InsertAsync(task));
        Assert.That(await WriteAsync(session => session.Tasks.UpdateAsync(task with { State = TaskState.Running })), Is.True);
        Assert.That(await WriteAsync(session => session.Tasks.UpdateAsync(task with { State = end })), Is.True);
        Assert.That(await WriteAsync(session => session.Tasks.UpdateAsync(task with { State = TaskState.Running })), Is.False);
        Assert.That((await ReadAsync(session => session.Tasks.GetAsync(task.Id)))!.State, Is.EqualTo(end));
    }

    [Test]
    public async Task Updating_an_unknown_task_changes_nothing() =>
        Assert.That(await WriteAsync(session => session.Tasks.UpdateAsync(NewTask())), Is.False);

    [Test]
    public async Task Unfinished_tasks_come_in_the_order_they_were_asked_for()
    {
        var tasks = Enum.GetValues<TaskState>().Select(state => NewTask() with { State = state }).ToList();
        foreach (var task in tasks)
            await WriteAsync(session => session.Tasks.InsertAsync(task));
        var unfinished = await ReadAsync(session => session.Tasks.UnfinishedAsync());
        Assert.That(
            unfinished.Select(task => task.Id),
            Is.EqualTo(tasks.Where(task => !Ended.Contains(task.State)).Select(task => task.Id)));
    }

    [TestCase("reserved_resources", "prn:x.y:1", new[] { "exclusive", "shared" })]
    [TestCase("exclusive_resources", "prn:x.y:1", new[] { "exclusive" })]
    [TestCase("shared_resources", "prn:x.y:1", new[] { "shared" })]
    [TestCase("created_resources", "prn:x.y:1", new[] { "created" })]
    [TestCase("reserved_resources", "prn:x.y", new string[0])]
    public async Task Tasks_are_found_by_what_they_lock_and_created(string field, string prn, string[] expected)
    {
        await WriteAsync(session => session.Tasks.InsertAsync(NewTask() with { Name = "exclusive", Locks = ["prn:x.y:1"] }));
        await WriteAsync(session => session.Tasks.InsertAsync(NewTask() with { Name = "shared", Locks = ["shared:prn:x.y:1", "prn:x.y:2"] }));
        await WriteAsync(session => session.Tasks.InsertAsync(NewTask() with { Name = "created", CreatedResources = ["prn:x.y:1"] }));
        Assert.That(await NamesAsync(new Condition.Compare(field, Comparison.HasMember, prn)), Is.EqualTo(expected));
    }

    [Test]
    public async Task Tasks_are_found_by_their_fields()
    {
        var parent = NewTask() with { Name = "parent", CorrelationId = "one", CreatedBy = 1 };
        var group = Guid.CreateVersion7();
        await WriteAsync(session => session.Tasks.InsertAsync(parent));
        Clock.Advance(TimeSpan.FromHours(1));
        await WriteAsync(session => session.Tasks.InsertAsync(
            NewTask() with { Name = "child", ParentTask = parent.Id, TaskGroup = group, State = TaskState.Failed, FinishedAt = Clock.GetUtcNow() }));
        await WriteAsync(session => session.Tasks.InsertAsync(NewTask() with { Name = "elsewhere", DomainId = Guid.NewGuid() }));

        Assert.That(await NamesAsync(Condition.Equal("parent_task", parent.Id)), Is.EqualTo(new[] { "child" }));
        Assert.That(await NamesAsync(Condition.Equal("task_group", group)), Is.EqualTo(new[] { "child" }));
        Assert.That(await NamesAsync(Condition.Equal("state", "failed")), Is.EqualTo(new[] { "child" }));
        Assert.That(await NamesAsync(new Condition.Compare("state", Comparison.In, new[] { "waiting", "running" })), Is.EqualTo(new[] { "parent" }));
        Assert.That(await NamesAsync(Condition.Equal("logging_cid", "one")), Is.EqualTo(new[] { "parent" }));
        Assert.That(await NamesAsync(Condition.Equal("created_by", 1L)), Is.EqualTo(new[] { "parent" }));
        Assert.That(await NamesAsync(new Condition.Compare("finished_at", Comparison.IsNull, true)), Is.EqualTo(new[] { "parent" }));
        Assert.That(await NamesAsync(new Condition.Compare("pulp_created", Comparison.Less, Clock.GetUtcNow())), Is.EqualTo(new[] { "parent" }));
        Assert.That(await NamesAsync(new Condition.Compare("name", Comparison.Contains, "hil")), Is.EqualTo(new[] { "child" }));
    }

    [Test]
    public async Task Only_ended_tasks_are_deleted_and_no_more_than_asked_for()
    {
        foreach (var state in Enum.GetValues<TaskState>())
        {
            for (var number = 0; number < 2; number++)
                await WriteAsync(session => session.Tasks.InsertAsync(NewTask() with { State = state }));
        }

        var before = new Condition.Compare("pulp_created", Comparison.LessOrEqual, Clock.GetUtcNow());
        Assert.That(await WriteAsync(session => session.Tasks.DeleteAsync(before, 3)), Is.EqualTo(3));
        Assert.That(await WriteAsync(session => session.Tasks.DeleteAsync(before, 100)), Is.EqualTo(5));
        var left = await ReadAsync(session => session.Tasks.QueryAsync(Domain.DefaultId, new Query()));
        Assert.That(left.Items.Select(task => task.State).Distinct(), Is.EquivalentTo(new[] { TaskState.Waiting, TaskState.Running, TaskState.Canceling }));
    }

    [Test]
    public async Task A_group_is_saved_and_changed()
    {
        var group = new TaskGroup(Guid.CreateVersion7(), "Import", false, Clock.GetUtcNow());
        await WriteAsync(session => session.Tasks.SaveGroupAsync(group));
        await WriteAsync(session => session.Tasks.SaveGroupAsync(group with { AllTasksDispatched = true }));
        Assert.That(await ReadAsync(session => session.Tasks.GetGroupAsync(group.Id)), Is.EqualTo(group with { AllTasksDispatched = true }));
        var later = new TaskGroup(Guid.CreateVersion7(), "Later", false, Clock.GetUtcNow());
        await WriteAsync(session => session.Tasks.SaveGroupAsync(later));
        var page = await ReadAsync(session => session.Tasks.QueryGroupsAsync(new Query()));
        Assert.That((page.Count, page.Items.Select(item => item.Description)), Is.EqualTo((2L, new[] { "Later", "Import" })));
    }

    private PulpTask NewTask() => new()
    {
        Id = Uuid7.Create(Clock),
        Name = "pulp.test",
        Created = Clock.GetUtcNow(),
        LastUpdated = Clock.GetUtcNow(),
    };

    private async Task<IEnumerable<string>> NamesAsync(Condition where)
    {
        var query = new Query { Where = where, OrderBy = [new Ordering("pulp_created")] };
        return (await ReadAsync(session => session.Tasks.QueryAsync(Domain.DefaultId, query))).Items.Select(task => task.Name);
    }
}
