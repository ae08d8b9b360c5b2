using Microsoft.Extensions.DependencyInjection;
using Pulp.Core.Tests.Support;
using Pulp.Data;
using Pulp.Distributions.Guards;
using Pulp.Domains;
using Pulp.Resources;
using Pulp.Schedules;
using Pulp.Secrets;
using Pulp.Stores;
using Pulp.Tasking;
using Pulp.Testing.Time;
using Pulp.Uploads;

namespace Pulp.Core.Tests.Maintenance;

[TestFixture]
internal sealed class MaintenanceSchedulesTests
{
    private readonly ManualTimeProvider time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private string folder = null!;

    [SetUp]
    public void SetUp() => folder = Directory.CreateTempSubdirectory("pulp-maintenance-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task Old_tasks_abandoned_uploads_and_left_files_go_by_themselves()
    {
        await using var services = await StartAsync();
        var dispatcher = services.GetRequiredService<TaskDispatcher>();
        var old = await dispatcher.DispatchAsync<PurgeTasks, PurgeTasksArguments>(
            new TaskRequest { Name = PurgeTasks.TaskName, IsShort = true }, new PurgeTasksArguments { FinishedBefore = time.GetUtcNow() });
        var upload = await services.GetRequiredService<ChunkedUploads>().CreateAsync(10, null, Domain.DefaultId);
        var elsewhere = await CreateUploadElsewhereAsync(services);
        var leftDirectory = Directory.CreateDirectory(Path.Join(folder, "work", "tasks", Guid.NewGuid().ToString()));
        var leftFile = Path.Join(folder, "storage", "tmp", new string('a', 32));
        await File.WriteAllTextAsync(leftFile, "x");
        var runner = services.GetRequiredService<ScheduleRunner>();
        await runner.RunDueAsync(default);
        Assert.That(leftFile, Does.Exist, "Nothing is due at once.");

        time.Advance(TimeSpan.FromDays(31));
        await runner.RunDueAsync(default);
        var database = services.GetRequiredService<IPulpDatabase>();
        foreach (var task in await database.ReadAsync(session => session.Tasks.UnfinishedAsync()))
            Assert.That((await dispatcher.WaitAsync(task.Id)).State, Is.EqualTo(TaskState.Completed));

        Assert.That(await database.ReadAsync(session => session.Tasks.GetAsync(old.Id)), Is.Null);
        Assert.That(await services.GetRequiredService<ChunkedUploads>().GetAsync(upload.Id), Is.Null);
        Assert.That(await services.GetRequiredService<ChunkedUploads>().GetAsync(elsewhere.Id), Is.Null);
        Assert.That(leftDirectory.FullName, Does.Not.Exist);
        Assert.That(leftFile, Does.Not.Exist);
    }

    [Test]
    public async Task No_task_is_dispatched_when_there_is_nothing_to_do()
    {
        await using var services = await StartAsync();
        var runner = services.GetRequiredService<ScheduleRunner>();
        await runner.RunDueAsync(default);
        time.Advance(TimeSpan.FromHours(3));
        await runner.RunDueAsync(default);

        var jobs = await runner.ListAsync();
        Assert.That(jobs.Select(job => job.Job.Name), Is.EqualTo(new[] { "pulp.tasks.purge", "pulp.temporary.sweep", "pulp.uploads.sweep" }));
        Assert.That(jobs, Has.All.Property(nameof(ScheduleStatus.LastTask)).Null.And.All.Property(nameof(ScheduleStatus.LastRun)).EqualTo(time.GetUtcNow()));
    }

    [Test]
    public async Task What_is_kept_for_ever_has_no_job()
    {
        await using var services = await StartAsync(options => (options.TaskProtectionTime, options.UploadProtectionTime) = (TimeSpan.Zero, TimeSpan.Zero));

        Assert.That((await services.GetRequiredService<ScheduleRunner>().ListAsync()).Select(job => job.Job.Name), Is.EqualTo(new[] { "pulp.temporary.sweep" }));
    }

    private static async Task<Upload> CreateUploadElsewhereAsync(ServiceProvider services)
    {
        var domain = Guid.NewGuid();
        await services.GetRequiredService<ResourceChanges>().CreateAsync(new HeaderContentGuard { Name = "guard", HeaderName = "x", HeaderValue = "y", DomainId = domain });
        return await services.GetRequiredService<ChunkedUploads>().CreateAsync(10, null, domain);
    }

    private async Task<ServiceProvider> StartAsync(Action<PulpOptions>? configure = null)
    {
        var collection = new ServiceCollection();
        collection.AddSingleton<TimeProvider>(time);
        collection.AddSingleton<ISecretProtector>(new AesSecretProtector(new byte[32]));
        collection.AddPulp(options =>
        {
            options.WorkingFolder = Path.Join(folder, "work");
            configure?.Invoke(options);
        }).UseFileSystemStorage(Path.Join(folder, "storage"));
        collection.AddPulpSqlite(options => options.DatabasePath = Path.Join(folder, "pulp.db"));
        var services = collection.BuildServiceProvider();
        await services.GetRequiredService<IPulpDatabase>().InitializeAsync();
        await services.GetRequiredService<TaskDispatcher>().StartAsync();
        return services;
    }
}
