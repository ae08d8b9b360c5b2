using Pulp.Repositories;
using Pulp.Tests.Support;

namespace Pulp.Tests.Repositories;

[TestFixture]
internal sealed class VersionRetentionTests
{
    private TestPulp test = null!;

    private PulpInstance Pulp => test.Pulp;

    [SetUp]
    public async Task SetUp() => test = await TestPulp.StartAsync();

    [TearDown]
    public async Task TearDown() => await test.DisposeAsync();

    [Test]
    public async Task After_each_change_the_newest_versions_are_kept_and_hold_what_they_held()
    {
        var repository = await test.RepositoryAsync(with: made => made with { RetainRepoVersions = 2 });
        foreach (var file in await test.FilesAsync("a", "b", "c", "d"))
            await Pulp.AddAsync(repository, [file]);
        Assert.That(await test.NumbersAsync(repository), Is.EqualTo("4 3"));
        Assert.That(await test.NamesAsync((await Pulp.VersionAsync(repository, 3))!), Is.EqualTo("a b c"));
    }

    [Test]
    public async Task Lowering_the_number_removes_older_versions_at_once()
    {
        var repository = await test.RepositoryAsync();
        foreach (var file in await test.FilesAsync("a", "b", "c"))
            await Pulp.AddAsync(repository, [file]);
        var current = (await Pulp.FindAsync<DemoRepository>("repository"))!;
        await Pulp.UpdateAsync(current with { RetainRepoVersions = 1 });
        Assert.That(await test.NumbersAsync(repository), Is.EqualTo("3"));
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a b c"));
    }

    [Test]
    public async Task Versions_that_are_served_stay_besides_those_that_are_kept()
    {
        var repository = await test.RepositoryAsync();
        var versions = new List<RepositoryVersion>();
        foreach (var file in await test.FilesAsync("a", "b", "c", "d", "e"))
            versions.Add(await Pulp.AddAsync(repository, [file]));
        await Pulp.CreateAsync(new DemoDistribution { Name = "pinned", BasePath = "pinned", RepositoryVersion = versions[0].Id });
        var published = await Pulp.PublishAsync(new DemoPublication { RepositoryVersion = versions[1].Id });
        await Pulp.CreateAsync(new DemoDistribution { Name = "published", BasePath = "published", Publication = published.Id });
        await Pulp.CreateAsync(new DemoDistribution { Name = "latest", BasePath = "latest", Repository = repository.Id });
        var current = (await Pulp.FindAsync<DemoRepository>("repository"))!;
        await Pulp.UpdateAsync(current with { RetainRepoVersions = 1 });

        // 1 and 2 are pinned, 5 is served as the latest, 4 is the newest that nothing serves.
        Assert.That(await test.NumbersAsync(repository), Is.EqualTo("5 4 2 1"));
    }

    [TestCase("version")]
    [TestCase("publication")]
    [TestCase("latest")]
    [TestCase("newest publication")]
    public async Task A_version_that_is_served_cannot_be_deleted(string how)
    {
        var repository = await test.RepositoryAsync();
        var version = await Pulp.AddAsync(repository, await test.FilesAsync("a"));
        var distribution = new DemoDistribution { Name = "d", BasePath = "d" };
        switch (how)
        {
            case "version":
                await Pulp.CreateAsync(distribution with { RepositoryVersion = version.Id });
                break;
            case "latest":
                await Pulp.CreateAsync(distribution with { Repository = repository.Id });
                break;
            case "publication":
                await Pulp.CreateAsync(distribution with { Publication = (await Pulp.PublishAsync(new DemoPublication { RepositoryVersion = version.Id })).Id });
                break;
            default:
                await Pulp.PublishAsync(new DemoPublication { RepositoryVersion = version.Id });
                await Pulp.CreateAsync(new DemoPublishedDistribution { Name = "d", BasePath = "d", Repository = repository.Id });
                break;
        }

        Assert.ThrowsAsync<RepositoryChangeException>(() => test.Get<RepositoryChanges>().DeleteVersionAsync(version.Id));
        Assert.That(await test.NumbersAsync(repository), Is.EqualTo("1 0"));
    }

    [Test]
    public async Task The_publications_of_a_version_go_with_it()
    {
        var repository = await test.RepositoryAsync();
        var version = await Pulp.AddAsync(repository, await test.FilesAsync("a"));
        var published = await Pulp.PublishAsync(new DemoPublication { RepositoryVersion = version.Id });
        await test.Get<RepositoryChanges>().DeleteVersionAsync(version.Id);
        Assert.That(await test.Database.ReadAsync(session => session.Resources.GetAsync(published.Id)), Is.Null);
    }
}
