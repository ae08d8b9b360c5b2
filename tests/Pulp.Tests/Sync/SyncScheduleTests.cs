using Microsoft.Extensions.DependencyInjection;
using Pulp.Schedules;
using Pulp.Sync;
using Pulp.Testing.Time;
using Pulp.Tests.Support;

namespace Pulp.Tests.Sync;

[TestFixture]
internal sealed class SyncScheduleTests
{
    private const string Syncs = "SELECT count(*) FROM task WHERE name = 'pulp.repositories.sync'";
    private static readonly Guid Elsewhere = Guid.NewGuid();

    [Test]
    [CancelAfter(60_000)]
    public async Task A_repository_is_synced_at_its_times_and_once_for_missed_ones_after_a_start()
    {
        var folder = Directory.CreateTempSubdirectory("pulp-test-").FullName;
        var time = new ManualTimeProvider();
        await using (var test = await TestPulp.StartAsync(folder, time: time, keepsFolder: true))
        {
            var runs = Count(test.Script);
            var remote = await test.Pulp.CreateAsync(new DemoRemote { Name = "remote", Url = "http://upstream.example/" });
            await test.RepositoryAsync("daily", made => made with { Remote = remote.Id, SyncSchedule = "0 3 * * *" });
            await test.RepositoryAsync("without remote", made => made with { SyncSchedule = "0 3 * * *" });
            await CreateElsewhereAsync(test);
            await test.RepositoryAsync("never", made => made with { Remote = remote.Id });
            await test.Get<ScheduleRunner>().RunDueAsync(default);
            Assert.That(runs, Is.Empty);
            await PassAsync(time);
            time.Advance(TimeSpan.FromHours(3));
            await runs.WaitAsync(2);
            await PassAsync(time);
            time.Advance(TimeSpan.FromHours(20));
            await PassAsync(time);
            Assert.That(await test.CountAsync(Syncs), Is.EqualTo(2));
            Assert.That(runs, Is.EquivalentTo(new[] { "daily", "elsewhere" }));
        }

        time.Advance(TimeSpan.FromDays(5));
        var script = new DemoScript();
        var missed = Count(script);
        await using (var test = await TestPulp.StartAsync(folder, builder => builder.Services.AddSingleton(script), time))
        {
            await missed.WaitAsync(2);
            await PassAsync(time);
            Assert.That(await test.CountAsync(Syncs), Is.EqualTo(4));
        }
    }

    private static async Task CreateElsewhereAsync(TestPulp test)
    {
        var remote = await test.Pulp.CreateAsync(new DemoRemote { Name = "remote", Url = "http://upstream.example/", DomainId = Elsewhere });
        await test.RepositoryAsync("elsewhere", made => made with { Remote = remote.Id, SyncSchedule = "0 3 * * *", DomainId = Elsewhere });
    }

    // A pass of the runner has ended when it waits for the next.
    private static Task PassAsync(ManualTimeProvider time) => time.NextTimerAsync(ScheduleRunner.RescanInterval);

    private static RunList Count(DemoScript script)
    {
        var runs = new RunList();
        script.Read = (context, _) =>
        {
            runs.AddRun(context.Repository.Name);
            return AsyncEnumerable.Empty<SyncItem>();
        };
        return runs;
    }

    private sealed class RunList : List<string>
    {
        private readonly SemaphoreSlim runs = new(0);

        public void AddRun(string name)
        {
            lock (runs)
                Add(name);
            runs.Release();
        }

        public async Task WaitAsync(int count)
        {
            for (var i = 0; i < count; i++)
                await runs.WaitAsync();
        }
    }
}
