using Pulp.Core.Tests.Support;
using Pulp.Schedules;
using Pulp.Tasking;

namespace Pulp.Core.Tests.Schedules;

[TestFixture]
internal sealed class ScheduleRunnerTests
{
    private TaskFixture tasks = null!;
    private Source source = null!;
    private ScheduleRunner runner = null!;
    private List<DateTimeOffset> runs = null!;

    private DateTimeOffset Now => tasks.Time.GetUtcNow();

    [SetUp]
    public async Task SetUp()
    {
        tasks = await TaskFixture.StartAsync();
        runs = [];
        source = new Source();
        runner = NewRunner();
    }

    [TearDown]
    public async Task TearDown()
    {
        await runner.DisposeAsync();
        await tasks.DisposeAsync();
    }

    [Test]
    public async Task A_job_runs_at_its_times()
    {
        source.Jobs = [Job("nightly", "0 3 * * *")];
        await PassThroughAsync(TimeSpan.FromDays(2.5));

        Assert.That(runs, Is.EqualTo(new[] { Start.AddHours(3), Start.AddHours(27), Start.AddHours(51) }));
    }

    [Test]
    public async Task A_job_with_an_interval_runs_first_after_it()
    {
        source.Jobs = [Job("sweep", null, TimeSpan.FromHours(6))];
        await PassThroughAsync(TimeSpan.FromHours(13));

        Assert.That(runs, Is.EqualTo(new[] { Start.AddHours(6), Start.AddHours(12) }));
    }

    [Test]
    public async Task Missed_times_are_made_up_for_once_after_the_start()
    {
        source.Jobs = [Job("nightly", "0 3 * * *")];
        await runner.RunDueAsync(default);
        tasks.Time.Advance(TimeSpan.FromDays(5.5));
        await using var next = NewRunner();
        await next.RunDueAsync(default);
        await next.RunDueAsync(default);

        Assert.That(runs, Is.EqualTo(new[] { Start.AddDays(5.5) }));
        var status = (await next.ListAsync()).Single();
        Assert.That(status.LastRun, Is.EqualTo(Start.AddDays(5.5)));
        Assert.That(status.NextRun, Is.EqualTo(Start.AddDays(6).AddHours(3)));
    }

    [Test]
    public async Task Changed_times_count_from_the_change()
    {
        source.Jobs = [Job("sync", "0 3 * * *")];
        await PassThroughAsync(TimeSpan.FromHours(20));
        runs.Clear();
        source.Jobs = [Job("sync", "0 * * * *")];
        await runner.RunDueAsync(default);

        Assert.That(runs, Is.Empty);
        Assert.That((await runner.ListAsync()).Single().NextRun, Is.EqualTo(Start.AddHours(21)));
    }

    [Test]
    public async Task Work_done_by_hand_counts_as_a_run()
    {
        source.Jobs = [Job("sync", null, TimeSpan.FromHours(6))];
        await runner.RunDueAsync(default);
        tasks.Time.Advance(TimeSpan.FromHours(7));
        source.Jobs = [Job("sync", null, TimeSpan.FromHours(6)) with { LastRun = Start.AddHours(5) }];
        await runner.RunDueAsync(default);

        Assert.That(runs, Is.Empty);
    }

    [Test]
    public async Task A_job_waits_for_the_task_of_its_last_run()
    {
        var gate = new Gate();
        source.Jobs = [Job("sync", "* * * * *") with { DispatchAsync = async _ => { runs.Add(Now); return (await tasks.DispatchAsync(gate.PassAsync)).Id; } }];
        await PassThroughAsync(TimeSpan.FromMinutes(10));
        Assert.That(runs, Has.Count.EqualTo(1));
        var last = (await runner.ListAsync()).Single().LastTask!.Value;
        gate.Open();
        await tasks.Dispatcher.WaitAsync(last);
        await runner.RunDueAsync(default);

        Assert.That(runs, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_job_that_cannot_be_dispatched_harms_no_other()
    {
        source.Jobs = [Job("bad", "0 * * * *") with { DispatchAsync = _ => throw new InvalidOperationException() }, Job("good", "0 * * * *")];
        await PassThroughAsync(TimeSpan.FromHours(2.5));

        Assert.That(runs, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task The_runner_wakes_by_itself_and_on_demand()
    {
        await runner.StartAsync();
        await tasks.Time.NextTimerAsync(ScheduleRunner.RescanInterval);
        source.Jobs = [Job("often", null, TimeSpan.FromSeconds(10))];
        runner.Refresh();
        await tasks.Time.NextTimerAsync(TimeSpan.FromSeconds(10));
        tasks.Time.Advance(TimeSpan.FromSeconds(10));
        await tasks.UntilAsync(() => runs.Count == 1);
        await runner.StopAsync();

        Assert.That(runs, Is.EqualTo(new[] { Start.AddSeconds(10) }));
    }

    [Test]
    public async Task A_source_that_fails_is_asked_again()
    {
        source.Fails = true;
        await runner.StartAsync();
        await tasks.Time.NextTimerAsync(ScheduleRunner.RescanInterval);
        source.Fails = false;
        source.Jobs = [Job("often", null, TimeSpan.FromSeconds(10))];
        tasks.Time.Advance(ScheduleRunner.RescanInterval);
        await tasks.Time.NextTimerAsync(TimeSpan.FromSeconds(10));
    }

    [Test]
    public async Task A_source_that_fails_harms_no_other()
    {
        source.Jobs = [Job("good", null, TimeSpan.FromMinutes(1))];
        await using var both = new ScheduleRunner([new Source { Fails = true }, source], tasks.Database, tasks.Dispatcher, tasks.Time, new ListLogger<ScheduleRunner>());
        await both.RunDueAsync(default);
        tasks.Time.Advance(TimeSpan.FromMinutes(1));
        await both.RunDueAsync(default);

        Assert.That(runs, Has.Count.EqualTo(1));
    }

    private static DateTimeOffset Start => new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private ScheduleRunner NewRunner() => new([source], tasks.Database, tasks.Dispatcher, tasks.Time, new ListLogger<ScheduleRunner>());

    private async Task PassThroughAsync(TimeSpan span)
    {
        var end = Now + span;
        while (true)
        {
            var wake = await runner.RunDueAsync(default);
            Assert.That(wake, Is.GreaterThan(Now));
            if (wake > end)
                break;
            tasks.Time.Advance(wake - Now);
        }

        tasks.Time.Advance(end - Now);
    }

    private ScheduledJob Job(string name, string? cron, TimeSpan? interval = null) => new()
    {
        Name = name,
        TaskName = "test",
        Cron = cron is not null && CronSchedule.TryParse(cron, out var schedule, out _) ? schedule : null,
        Interval = interval,
        DispatchAsync = _ =>
        {
            runs.Add(Now);
            return Task.FromResult<Guid?>(null);
        },
    };

    private sealed class Source : IScheduleSource
    {
        public IReadOnlyList<ScheduledJob> Jobs { get; set; } = [];

        public bool Fails { get; set; }

        public ValueTask<IReadOnlyList<ScheduledJob>> GetJobsAsync(CancellationToken cancellationToken) =>
            Fails ? throw new InvalidOperationException() : ValueTask.FromResult(Jobs);
    }
}
