using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Maintenance;
using Pulp.Publications;
using Pulp.Resources;
using Pulp.Serving;
using Pulp.Tasking;
using Pulp.Testing.Samples;
using Pulp.Tests.Support;

namespace Pulp.Tests.Publications;

[TestFixture]
internal sealed class PublicationTests
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
    public async Task A_publication_holds_what_the_publisher_made()
    {
        test.Script.Publish = async (context, token) =>
        {
            for (var i = 0; i < 1200; i++)
                await context.AddMetadataAsync($"index/{i}.json", Text($"page {i % 3}"), token);
            Assert.That(context.Publication.Complete, Is.False);
        };
        var version = await Pulp.LatestAsync(repository);
        var made = await Pulp.PublishAsync(new DemoPublication { RepositoryVersion = version.Id, Checkpoint = true });
        Assert.That((made.Complete, made.PassThrough, made.Checkpoint), Is.EqualTo((true, false, true)));
        var paths = await test.Database.ReadAsync(session => session.PublishedFiles.PathsAsync(made.Id, null, 5000));
        Assert.That(paths, Has.Count.EqualTo(1200));
        var file = await test.Database.ReadAsync(session => session.PublishedFiles.FindAsync(made.Id, "index/7.json"));
        Assert.That(file!.Stored!.Size, Is.EqualTo("page 1".Length));
        Assert.That(await test.CountAsync("SELECT count(*) FROM artifact"), Is.EqualTo(3));
    }

    [Test]
    public async Task A_cleanup_of_orphans_takes_no_file_of_a_publication_that_is_being_made()
    {
        test.Script.Publish = async (context, token) =>
        {
            await context.AddMetadataAsync("index", Text("page"), token);
            await test.Get<OrphanCleanup>().RunAsync(new TaskContext(new PulpTask { Id = Guid.NewGuid(), Name = "test" }), new OrphanCleanupArguments { ProtectionTime = TimeSpan.Zero }, token);
        };
        var made = await Pulp.PublishAsync(new DemoPublication { RepositoryVersion = (await Pulp.LatestAsync(repository)).Id });
        var file = await test.Database.ReadAsync(session => session.PublishedFiles.FindAsync(made.Id, "index"));
        Assert.That(file!.Stored!.Size, Is.EqualTo("page".Length));
    }

    [Test]
    public async Task A_publisher_reads_the_versions_units_with_their_files()
    {
        await Pulp.UploadAsync<DemoFile>(Text("one"), "a", repository);
        await Pulp.UploadAsync<DemoFile>(Text("three"), "b", repository);
        test.Script.Publish = (context, token) => context.AddMetadataAsync("index", async (output, writing) =>
        {
            await foreach (var unit in context.ContentAsync<DemoFile>(writing))
                await output.WriteAsync(Encoding.UTF8.GetBytes($"{unit.Content.Name}: {string.Join(' ', unit.Files.Select(file => $"{file.RelativePath} {file.Best!.Size}"))}\n"), writing);
        }, token);
        var made = await Pulp.PublishAsync(new DemoPublication { RepositoryVersion = (await Pulp.LatestAsync(repository)).Id });
        var file = await test.Database.ReadAsync(session => session.PublishedFiles.FindAsync(made.Id, "index"));
        using var reader = new StreamReader(await Pulp.OpenAsync(file!));
        Assert.That(await reader.ReadToEndAsync(), Is.EqualTo("a: a 3 a.side 11\nb: b 5 b.side 13\n"));
    }

    [TestCase("a", "a")]
    [TestCase("a", "a/b")]
    [TestCase("a/b/c", "a/b")]
    [TestCase("x", "")]
    [TestCase("x", "/y")]
    [TestCase("x", "y/../z")]
    [TestCase("x", "y//z")]
    public async Task Paths_that_clash_or_are_no_paths_fail_and_leave_nothing(string first, string second)
    {
        test.Script.Publish = async (context, token) =>
        {
            await context.AddMetadataAsync(first, Text("1"), token);
            await context.AddMetadataAsync(second, Text("2"), token);
        };
        var version = await Pulp.LatestAsync(repository);
        Assert.ThrowsAsync<PublicationException>(() => Pulp.PublishAsync(new DemoPublication { RepositoryVersion = version.Id }));
        await AssertNoneAsync();
    }

    [Test]
    public async Task A_publisher_that_fails_or_is_canceled_leaves_nothing([Values] bool canceled)
    {
        using var cancel = new CancellationTokenSource();
        test.Script.Publish = async (context, token) =>
        {
            for (var i = 0; i < 600; i++)
                await context.AddMetadataAsync($"{i}", Text("x"), token);
            if (canceled)
                await cancel.CancelAsync();
            await context.AddMetadataAsync("last", Text("y"), token);
            throw new InvalidDataException();
        };
        var version = await Pulp.LatestAsync(repository);
        var error = Assert.CatchAsync(() => Pulp.PublishAsync(new DemoPublication { RepositoryVersion = version.Id }, cancel.Token));
        Assert.That(error, canceled ? Is.InstanceOf<OperationCanceledException>() : Is.TypeOf<InvalidDataException>());
        await AssertNoneAsync();
    }

    [Test]
    public async Task A_version_of_another_type_or_none_is_refused()
    {
        var sample = await Pulp.CreateAsync(new SampleRepository { Name = "sample" });
        foreach (var id in new[] { (await Pulp.LatestAsync(sample)).Id, Guid.NewGuid() })
        {
            var error = Assert.ThrowsAsync<InvalidResourceException>(() => Pulp.PublishAsync(new DemoPublication { RepositoryVersion = id }));
            Assert.That(error!.Errors.Keys, Is.EqualTo(new[] { "repository_version" }));
        }

        await AssertNoneAsync();
    }

    [Test]
    public async Task A_repository_that_asks_for_it_is_published_with_each_new_version([Values] bool asks)
    {
        repository = await Pulp.UpdateAsync((await Pulp.FindAsync<DemoRepository>("repository"))! with { Autopublish = asks });
        var version = await Pulp.AddAsync(repository, await test.FilesAsync("a"));
        var made = new List<DemoPublication>();
        await foreach (var publication in Pulp.ListAsync<DemoPublication>())
            made.Add(publication);
        Assert.That(made.Select(publication => (publication.RepositoryVersion, publication.Complete)), Is.EqualTo(asks ? [(version.Id, true)] : Array.Empty<(Guid, bool)>()));
    }

    [Test]
    public async Task A_distribution_of_a_type_that_serves_publications_serves_the_newest()
    {
        var distribution = await Pulp.CreateAsync(new DemoPublishedDistribution { Name = "d", BasePath = "d", Repository = repository.Id });
        var sources = test.Get<ServedSources>();
        var versions = new List<Guid>();
        foreach (var file in await test.FilesAsync("a", "b"))
            versions.Add((await Pulp.AddAsync(repository, [file])).Id);
        var first = await Pulp.PublishAsync(new DemoPublication { RepositoryVersion = versions[0] });
        Assert.That((await sources.GetAsync(distribution))!.Publication!.Id, Is.EqualTo(first.Id));
        var second = await Pulp.PublishAsync(new DemoPublication { RepositoryVersion = versions[1] });
        Assert.That((await sources.GetAsync(distribution))!.Publication!.Id, Is.EqualTo(second.Id));
        await Pulp.PublishAsync(new DemoPublication { RepositoryVersion = versions[0] });
        Assert.That((await sources.GetAsync(distribution))!.Publication!.Id, Is.EqualTo(second.Id), "of the newest version that has one");
        await Pulp.DeleteAsync(second);
        Assert.That((await sources.GetAsync(distribution))!.Publication!.RepositoryVersion, Is.EqualTo(versions[0]));
    }

    [Test]
    public async Task A_publication_that_a_dead_process_left_unfinished_goes_at_the_next_start()
    {
        var version = await Pulp.LatestAsync(repository);
        var unfinished = ((ChangeOutcome.Done)await test.Get<ResourceChanges>().CreateAsync(new DemoPublication { RepositoryVersion = version.Id })).Resource;
        var whole = await Pulp.CreateAsync(new DemoPublication { RepositoryVersion = version.Id });
        Assert.That(whole.Complete, Is.True);
        var elsewhere = await test.RepositoryAsync("elsewhere", made => made with { DomainId = Guid.NewGuid() });
        var unfinishedElsewhere = ((ChangeOutcome.Done)await test.Get<ResourceChanges>().CreateAsync(
            new DemoPublication { RepositoryVersion = (await Pulp.LatestAsync(elsewhere)).Id, DomainId = elsewhere.DomainId })).Resource;
        var recovery = test.Get<IEnumerable<IStartupStep>>().OfType<PublicationRecovery>().Single();
        await recovery.RunAsync(default);
        Assert.That(await test.Database.ReadAsync(session => session.Resources.GetAsync(unfinishedElsewhere.Id)), Is.Null);
        Assert.That(await test.Database.ReadAsync(session => session.Resources.GetAsync(unfinished.Id)), Is.Null);
        Assert.That(await test.Database.ReadAsync(session => session.Resources.GetAsync(whole.Id)), Is.Not.Null);
    }

    private static MemoryStream Text(string text) => new(Encoding.UTF8.GetBytes(text));

    private async Task AssertNoneAsync()
    {
        Assert.That(await test.CountAsync("SELECT count(*) FROM resource WHERE kind = 'publication'"), Is.Zero);
        Assert.That(await test.CountAsync("SELECT count(*) FROM published_file"), Is.Zero);
        Assert.That(test.StagedFiles(), Is.Zero);
    }
}
