using Pulp.Domains;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Tests.Support;

namespace Pulp.Tests.Repositories;

/// <summary>
/// What comes while a repository is being deleted in parts.
/// </summary>
[TestFixture]
internal sealed class RepositoryDeletionTests
{
    private TestPulp test = null!;
    private DemoRepository repository = null!;

    private WatchedDatabase Database => (WatchedDatabase)test.Database;

    [SetUp]
    public async Task SetUp()
    {
        test = await TestPulp.StartAsync(configure: pulp => WatchedDatabase.Use(pulp.Services), keepsFolder: true);
        repository = await test.RepositoryAsync();
        await test.Pulp.AddAsync(repository, await test.FilesAsync("a"));
    }

    [TearDown]
    public async Task TearDown()
    {
        await test.DisposeAsync();
        Directory.Delete(test.Folder, recursive: true);
    }

    [TestCase(nameof(DemoHold))]
    [TestCase(nameof(DemoDistribution))]
    public async Task What_comes_to_refer_to_a_repository_meanwhile_is_refused_or_keeps_it_whole(string kind)
    {
        for (var at = 0; ; at++)
        {
            var changes = 0;
            var moment = at;
            ChangeOutcome? referred = null;
            Database.Before = async before =>
            {
                if (changes++ == moment)
                    referred = await test.Get<ResourceChanges>().CreateAsync(Referring(kind));
            };
            var deleted = await test.Get<RepositoryChanges>().DeleteAsync(repository.Id);
            Database.Before = null;

            if (referred is null)
                break;
            if (deleted is ChangeOutcome.Invalid)
            {
                Assert.That(await test.NamesAsync(repository), Is.EqualTo("a"));
                Assert.That(await test.Pulp.AddAsync(repository, await test.FilesAsync("b")), Is.Not.Null);
            }
            else
            {
                Assert.That(deleted, Is.TypeOf<ChangeOutcome.Done>(), $"{at}");
                Assert.That(await test.CountAsync("SELECT count(*) FROM resource WHERE kind = 'repository'"), Is.Zero);
            }

            await StartAgainAsync();
        }

        Assert.That(await test.CountAsync("SELECT count(*) FROM resource WHERE kind = 'repository'"), Is.Zero);
    }

    [Test]
    public async Task What_comes_to_refer_to_a_version_meanwhile_goes_with_it_or_loses_its_link([Values] bool publishes)
    {
        for (var at = 0; ; at++)
        {
            var version = await test.Pulp.LatestAsync(repository);
            var changes = 0;
            var moment = at;
            var isReached = false;
            Database.Before = async _ =>
            {
                if (changes++ != moment)
                    return;
                isReached = true;
                await test.Get<ResourceChanges>().CreateAsync(publishes
                    ? new DemoPublication { RepositoryVersion = version.Id, Complete = true }
                    : new DemoDistribution { Name = "pinned", BasePath = "pinned", RepositoryVersion = version.Id });
            };
            Assert.That(await test.Get<RepositoryChanges>().DeleteAsync(repository.Id), Is.TypeOf<ChangeOutcome.Done>());
            Database.Before = null;

            Assert.That(await test.CountAsync("SELECT count(*) FROM resource WHERE kind = 'repository' OR kind = 'publication'"), Is.Zero, $"{at}");
            Assert.That(await test.CountAsync("SELECT count(*) FROM resource_reference f WHERE NOT EXISTS (SELECT 1 FROM resource r WHERE r.uuid = f.target)"), Is.Zero, $"{at}");
            if (!isReached)
                return;
            await StartAgainAsync();
        }
    }

    [TestCase(nameof(DemoHold))]
    [TestCase(nameof(DemoDistribution))]
    public async Task What_comes_to_refer_to_a_repository_half_of_which_is_gone_is_refused(string kind)
    {
        await test.Pulp.AddAsync(repository, await ManyAsync());
        ChangeOutcome? referred = null;
        Database.Before = async _ =>
        {
            if (referred is null && await test.Database.ReadAsync(session => session.Versions.FindAsync(repository.Id)) is null)
                referred = await test.Get<ResourceChanges>().CreateAsync(Referring(kind));
        };

        Assert.That(await test.Get<RepositoryChanges>().DeleteAsync(repository.Id), Is.TypeOf<ChangeOutcome.Done>());

        Assert.That(referred, Is.TypeOf<ChangeOutcome.Invalid>());
        Assert.That(((ChangeOutcome.Invalid)referred!).Errors.Values.Single(), Is.EqualTo(new[] { "The repository is being deleted." }));
    }

    [Test]
    public async Task A_deletion_of_many_units_that_a_kill_interrupts_is_ended_by_the_next_start()
    {
        await test.Pulp.AddAsync(repository, await ManyAsync());
        Database.Left = Database.Changes + 2;
        Assert.ThrowsAsync<StoreException>(() => test.Get<RepositoryChanges>().DeleteAsync(repository.Id));
        Assert.That(await test.CountAsync("SELECT count(*) FROM repository_content"), Is.GreaterThan(0));
        await test.DisposeAsync();

        test = await TestPulp.StartAsync(test.Folder, keepsFolder: true);

        Assert.That(await test.CountAsync("SELECT count(*) FROM repository_content"), Is.Zero);
        Assert.That(await test.CountAsync("SELECT count(*) FROM resource WHERE kind = 'repository'"), Is.Zero);
    }

    [Test]
    public async Task A_repository_of_an_import_that_a_kill_interrupted_stays_when_it_got_content_meanwhile()
    {
        await test.Database.WriteAsync(async session =>
        {
            await UnfinishedRepositories.NoteAsync(session, repository.Id);
            return true;
        });

        await test.Get<IEnumerable<IStartupStep>>().OfType<RepositoryRecovery>().Single().RunAsync(default);

        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a"));
        Assert.That(await UnfinishedRepositories.ListAsync(test.Database, default), Is.Empty);
    }

    [Test]
    public async Task A_version_that_becomes_the_latest_while_older_ones_are_squashed_stays()
    {
        var kept = await test.Pulp.LatestAsync(repository);
        var newer = await test.Pulp.AddAsync(repository, await test.FilesAsync("b"));
        await test.Get<ResourceChanges>().UpdateAsync(repository with { RetainRepoVersions = 1 });
        var isFirst = true;
        Database.Before = async _ =>
        {
            if (!isFirst)
                return;
            isFirst = false;
            await test.Get<RepositoryChanges>().DeleteVersionAsync(newer.Id);
        };

        await test.Get<VersionRetention>().ApplyAsync(repository.Id);

        Assert.That(isFirst, Is.False);
        Assert.That((await test.Pulp.LatestAsync(repository)).Id, Is.EqualTo(kept.Id));
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a"));
    }

    // More than are deleted at once.
    private Task<IReadOnlyList<DemoFile>> ManyAsync() => test.FilesAsync([.. Enumerable.Range(0, 5001).Select(number => $"many {number}")]);

    private async Task StartAgainAsync()
    {
        await TearDown();
        await SetUp();
    }

    private Resource Referring(string kind) => kind == nameof(DemoHold)
        ? new DemoHold { Topic = "kept", Keeps = repository.Id, DomainId = Domain.DefaultId }
        : new DemoDistribution { Name = "late", BasePath = "late", Repository = repository.Id };
}
