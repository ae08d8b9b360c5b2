using Pulp.Distributions;
using Pulp.Publications;
using Pulp.Repositories;
using Pulp.Serving;
using Pulp.Tests.Support;

namespace Pulp.Tests.Publications;

[TestFixture]
internal sealed class CheckpointTests
{
    private TestPulp test = null!;
    private DemoRepository repository = null!;

    private PulpInstance Pulp => test.Pulp;

    [SetUp]
    public async Task SetUp()
    {
        test = await TestPulp.StartAsync();
        repository = await test.RepositoryAsync();
    }

    [TearDown]
    public async Task TearDown() => await test.DisposeAsync();

    [Test]
    public async Task A_repository_keeps_the_mark_of_its_newest_checkpoints()
    {
        repository = await Pulp.UpdateAsync(repository with { RetainCheckpoints = 2 });
        var made = await PublishAsync(checkpoints: 3);
        await PublishAsync(checkpoints: 0, others: 3);
        Assert.That(await MarksAsync(made), Is.EqualTo(new[] { false, true, true }));
        Assert.That(await CountAsync(), Is.EqualTo(6), "Those that lose the mark stay.");
    }

    [Test]
    public async Task Keeping_fewer_checkpoints_takes_marks_at_once_and_keeping_more_gives_none_back()
    {
        var made = await PublishAsync(checkpoints: 4);
        Assert.That(await MarksAsync(made), Has.All.True, "By default all are kept.");
        repository = await Pulp.UpdateAsync((await Pulp.FindAsync<DemoRepository>("repository"))! with { RetainCheckpoints = 1 });
        Assert.That(await MarksAsync(made), Is.EqualTo(new[] { false, false, false, true }));
        repository = await Pulp.UpdateAsync(repository with { RetainCheckpoints = null });
        Assert.That(await MarksAsync(made), Is.EqualTo(new[] { false, false, false, true }));
    }

    [Test]
    public async Task Checkpoints_of_another_repository_do_not_count()
    {
        var other = await test.RepositoryAsync("other");
        var elsewhere = await Pulp.PublishAsync(new DemoPublication { RepositoryVersion = (await Pulp.LatestAsync(other)).Id, Checkpoint = true });
        repository = await Pulp.UpdateAsync(repository with { RetainCheckpoints = 1 });
        var made = await PublishAsync(checkpoints: 2);
        Assert.That(await MarksAsync([elsewhere, .. made]), Is.EqualTo(new[] { true, false, true }));
    }

    [Test]
    public async Task A_checkpoint_that_is_distributed_protects_its_version_until_it_loses_the_mark()
    {
        await Pulp.CreateAsync(new DemoDistribution { Name = "d", BasePath = "d", Repository = repository.Id, Checkpoint = true });
        var made = await PublishAsync(checkpoints: 2);
        var first = await test.Database.ReadAsync(session => session.Versions.GetAsync(made[0].RepositoryVersion));
        Assert.ThrowsAsync<RepositoryChangeException>(() => Pulp.DeleteAsync(first!));
        repository = await Pulp.UpdateAsync((await Pulp.FindAsync<DemoRepository>("repository"))! with { RetainCheckpoints = 1 });
        await Pulp.DeleteAsync(first!);
        Assert.That(await CountAsync(), Is.EqualTo(1), "A publication goes with its version.");
    }

    [Test]
    public async Task A_distribution_of_checkpoints_does_not_serve_the_latest_version([Values] bool publishes)
    {
        await Pulp.AddAsync(repository, await test.FilesAsync("a"));
        await PublishAsync(checkpoints: 1);
        Distribution distribution = publishes
            ? await Pulp.CreateAsync(new DemoPublishedDistribution { Name = "d", BasePath = "d", Repository = repository.Id, Checkpoint = true })
            : await Pulp.CreateAsync(new DemoDistribution { Name = "d", BasePath = "d", Repository = repository.Id, Checkpoint = true });
        Assert.That(await test.Get<ServedSources>().GetAsync(distribution), Is.Null);
        var resolved = await test.Get<ContentResolver>().ResolveAsync(distribution, "");
        Assert.That((resolved as ResolvedPath.Missing)?.Reason, Does.Contain("checkpoints"));

        var ordinary = await Pulp.UpdateAsync(distribution with { Checkpoint = false });
        Assert.That(await test.Get<ServedSources>().GetAsync(ordinary), Is.Not.Null);
    }

    private async Task<IReadOnlyList<DemoPublication>> PublishAsync(int checkpoints, int others = 0)
    {
        var made = new List<DemoPublication>();
        for (var i = 0; i < checkpoints + others; i++)
        {
            var version = await Pulp.AddAsync(repository, await test.FilesAsync($"{checkpoints}-{others}-{i}"));
            made.Add(await Pulp.PublishAsync(new DemoPublication { RepositoryVersion = version.Id, Checkpoint = i < checkpoints }));
        }

        return made;
    }

    private async Task<IReadOnlyList<bool>> MarksAsync(IEnumerable<DemoPublication> publications)
    {
        var marks = new List<bool>();
        foreach (var publication in publications)
            marks.Add(((Publication)(await test.Database.ReadAsync(session => session.Resources.GetAsync(publication.Id)))!).Checkpoint);
        return marks;
    }

    private async Task<int> CountAsync() => await Pulp.ListAsync<DemoPublication>().CountAsync();
}
