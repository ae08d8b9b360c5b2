using Microsoft.Extensions.DependencyInjection;
using Pulp.ContentTypes;
using Pulp.Publications;
using Pulp.Repositories;
using Pulp.Sync;
using Pulp.Tasking;
using Pulp.Tests.Support;
using Pulp.Transfer;

namespace Pulp.Tests.Repositories;

/// <summary>
/// What is done once a version is there: observers are told, and versions that need not be kept go.
/// </summary>
[TestFixture]
internal sealed class FollowUpTests
{
    private readonly List<long> told = [];
    private readonly List<long> unchanged = [];
    private TestPulp test = null!;
    private bool fails;
    private bool fillsDisk;

    [SetUp]
    public async Task SetUp()
    {
        told.Clear();
        unchanged.Clear();
        fails = false;
        fillsDisk = false;
        test = await TestPulp.StartAsync(configure: pulp =>
        {
            FullDatabase.Use(pulp.Services);
            pulp.Services
                .AddSingleton<IVersionObserver>(new Observer(Refuse))
                .AddSingleton<IVersionObserver>(new Observer(version => told.Add(version.Number), version => unchanged.Add(version.Number)));
        });
    }

    [TearDown]
    public async Task TearDown() => await test.DisposeAsync();

    [Test]
    public async Task Who_cancels_once_the_version_is_there_does_not_keep_it_from_being_followed_up()
    {
        var repository = await test.RepositoryAsync(with: made => made with { Autopublish = true, RetainRepoVersions = 1 });
        var units = await test.FilesAsync("a");
        using var canceling = new CancellationTokenSource();
        var version = await test.Get<RepositoryChanges>().AddAsync(
            repository.Id,
            session =>
            {
                session.OnCommitted(canceling.Cancel);
                return ValueTask.FromResult<IReadOnlyList<Content>>(units);
            },
            cancellationToken: canceling.Token);
        Assert.That(version!.Number, Is.EqualTo(1));
        Assert.That(await test.Pulp.ListAsync<DemoPublication>().Select(made => made.RepositoryVersion).ToListAsync(), Is.EqualTo(new[] { version.Id }));
        Assert.That(told, Is.EqualTo(new[] { 1 }));
        Assert.That(await test.NumbersAsync(repository), Is.EqualTo("1"));
    }

    [Test]
    public async Task Observers_are_told_of_changes_and_syncs_that_made_no_version()
    {
        var repository = await test.RepositoryAsync();
        var remote = await test.Pulp.CreateAsync(new DemoRemote { Name = "remote", Url = "http://upstream.example/" });
        var units = await test.FilesAsync("a");
        await test.Pulp.AddAsync(repository, units);
        Assert.That(unchanged, Is.Empty);

        await test.Pulp.AddAsync(repository, units);
        Assert.That(unchanged, Is.EqualTo(new[] { 1 }));
        test.Script.Yield();
        await test.SyncAsync(repository, remote);

        Assert.That(unchanged, Is.EqualTo(new[] { 1, 1 }));
        Assert.That(told, Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task An_observer_that_fails_is_reported_once_the_others_were_told_and_old_versions_are_gone()
    {
        var repository = await test.RepositoryAsync(with: made => made with { RetainRepoVersions = 1 });
        var units = await test.FilesAsync("a");
        fails = true;
        Assert.That(() => test.Pulp.AddAsync(repository, units), Throws.InvalidOperationException.With.Message.EqualTo("no to 1"));
        Assert.That(told, Is.EqualTo(new[] { 1 }));
        Assert.That(await test.NumbersAsync(repository), Is.EqualTo("1"));
    }

    [Test]
    public async Task A_retention_that_fails_is_reported_unless_an_observer_failed_before_it_and_the_next_change_makes_up_for_it([Values] bool observerFails)
    {
        var repository = await test.RepositoryAsync(with: made => made with { RetainRepoVersions = 1 });
        fails = observerFails;
        fillsDisk = true;

        var units = await test.FilesAsync("a");

        var failure = Assert.CatchAsync(() => test.Pulp.AddAsync(repository, units))!;

        Assert.That(failure.Message, Is.EqualTo(observerFails ? "no to 1" : "The disk is full."));
        Assert.That(told, Is.EqualTo(new[] { 1 }));
        Assert.That(await test.NumbersAsync(repository), Is.EqualTo("1 0"));
        fails = fillsDisk = ((FullDatabase)test.Database).IsFull = false;
        await test.Pulp.AddAsync(repository, await test.FilesAsync("b"));
        Assert.That(await test.NumbersAsync(repository), Is.EqualTo("2"));
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a b"));
    }

    [Test]
    public async Task A_change_that_finds_all_of_it_there_publishes_the_version_whose_publication_failed_and_no_other()
    {
        var repository = await test.RepositoryAsync(with: made => made with { Autopublish = true });
        var units = await test.FilesAsync("a");
        test.Script.Publish = (_, _) => throw new PublicationException("no room");
        Assert.ThrowsAsync<PublicationException>(() => test.Pulp.AddAsync(repository, units));
        Assert.That(await PublicationsAsync(), Is.Empty);

        test.Script.Publish = (_, _) => Task.CompletedTask;
        for (var time = 0; time < 2; time++)
            await test.Pulp.AddAsync(repository, units);

        Assert.That(await test.NumbersAsync(repository), Is.EqualTo("1 0"));
        Assert.That(await test.Pulp.ListAsync<DemoPublication>().Select(made => made.RepositoryVersion).ToListAsync(), Is.EqualTo(new[] { (await test.Pulp.LatestAsync(repository)).Id }));
        Assert.That(told, Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task A_version_that_another_change_squashes_while_it_is_published_fails_nothing([Values] bool syncs)
    {
        var repository = await test.RepositoryAsync(with: made => made with { Autopublish = true, RetainRepoVersions = 1 });
        var remote = await test.Pulp.CreateAsync(new DemoRemote { Name = "remote", Url = "http://upstream.example/" });
        var units = await test.FilesAsync("a", "b");
        var isFirst = true;
        async Task PublishAsync(PublicationContext context, CancellationToken token)
        {
            if (isFirst)
            {
                isFirst = false;
                await test.Pulp.AddAsync(repository, [units[1]], token);
            }

            await context.AddMetadataAsync("index", new MemoryStream([1]), token);
        }

        test.Script.Publish = PublishAsync;
        test.Script.Yield(new DeclaredContent(new DemoFile { Name = "a" }), new DeclaredPublication(new DemoPublication(), PublishAsync));
        if (syncs)
            await test.SyncAsync(repository, remote);
        else
            await test.Pulp.AddAsync(repository, [units[0]]);

        Assert.That(isFirst, Is.False);
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a b"));
        Assert.That(await test.NumbersAsync(repository), Is.EqualTo("2"));
        Assert.That(await test.Pulp.ListAsync<DemoPublication>().Select(made => made.RepositoryVersion).ToListAsync(), Is.EqualTo(new[] { (await test.Pulp.LatestAsync(repository)).Id }));
    }

    [Test]
    public async Task A_sync_that_finds_nothing_new_publishes_the_version_whose_publication_failed_and_no_other()
    {
        var repository = await test.RepositoryAsync(with: made => made with { Autopublish = true });
        var remote = await test.Pulp.CreateAsync(new DemoRemote { Name = "remote", Url = "http://upstream.example/" });
        test.Script.Yield(new DeclaredContent(new DemoFile { Name = "a" }));
        test.Script.Publish = (_, _) => throw new PublicationException("no room");
        Assert.ThrowsAsync<PublicationException>(() => test.SyncAsync(repository, remote));
        Assert.That(await PublicationsAsync(), Is.Empty);

        test.Script.Publish = (_, _) => Task.CompletedTask;
        for (var time = 0; time < 2; time++)
            Assert.That((await test.SyncAsync(repository, remote)).Version, Is.Null);

        Assert.That(await test.Pulp.ListAsync<DemoPublication>().Select(made => made.RepositoryVersion).ToListAsync(), Is.EqualTo(new[] { (await test.Pulp.LatestAsync(repository)).Id }));
    }

    [Test]
    public async Task An_import_follows_up_the_versions_of_all_its_repositories_and_names_their_publications()
    {
        var versions = new List<RepositoryVersion>();
        foreach (var name in new[] { "one", "two" })
            versions.Add(await test.Pulp.AddAsync(await test.RepositoryAsync(name), await test.FilesAsync(name)));
        var bundle = await test.Pulp.ExportAsync(Path.Combine(test.Folder, "out"), versions);
        foreach (var name in new[] { "one", "two" })
            await test.Pulp.ModifyAsync(await test.Pulp.UpdateAsync((await test.Pulp.FindAsync<DemoRepository>(name))! with { Autopublish = true }), new RepositoryChange { RemoveAll = true });
        var before = await PublicationsAsync();
        told.Clear();
        fails = true;
        var context = new TaskContext(new PulpTask { Id = Guid.NewGuid(), Name = "test" });

        Assert.That(() => test.Get<VersionImport>().RunAsync(context, new ImportArguments { Path = bundle.TableOfContents.Path }), Throws.InvalidOperationException.With.Message.EqualTo("no to 3"));

        Assert.That(told, Is.EqualTo(new[] { 3, 3 }));
        var made = (await PublicationsAsync()).Except(before).ToList();
        Assert.That(made, Has.Count.EqualTo(2));
        Assert.That(context.GetCreated().Where(prn => prn.StartsWith("prn:demo.demopublication:", StringComparison.Ordinal)), Is.EquivalentTo(made.Select(id => $"prn:demo.demopublication:{id}")));
        Assert.That(context.GetCreated().Count(prn => prn.StartsWith("prn:core.repositoryversion:", StringComparison.Ordinal)), Is.EqualTo(2));
    }

    private async Task<List<Guid>> PublicationsAsync() => await test.Pulp.ListAsync<DemoPublication>().Select(made => made.Id).ToListAsync();

    private void Refuse(RepositoryVersion version)
    {
        ((FullDatabase)test.Database).IsFull = fillsDisk;
        if (fails)
            throw new InvalidOperationException($"no to {version.Number}");
    }

    private sealed class Observer(Action<RepositoryVersion> follow, Action<RepositoryVersion>? followUnchanged = null) : IVersionObserver
    {
        public Task UnchangedAsync(RepositoryVersion latest, CancellationToken cancellationToken)
        {
            followUnchanged?.Invoke(latest);
            return Task.CompletedTask;
        }

        public Task CompletedAsync(RepositoryVersion version, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            follow(version);
            return Task.CompletedTask;
        }
    }
}
