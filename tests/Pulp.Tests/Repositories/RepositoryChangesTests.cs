using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Testing.Samples;
using Pulp.Tests.Support;

namespace Pulp.Tests.Repositories;

[TestFixture]
internal sealed class RepositoryChangesTests
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
    public async Task A_repository_begins_with_an_empty_version_0()
    {
        var latest = await Pulp.LatestAsync(repository);
        Assert.That(latest.Number, Is.Zero);
        Assert.That(await test.NamesAsync(latest), Is.Empty);
    }

    [Test]
    public async Task Units_are_removed_before_others_are_added()
    {
        var files = await test.FilesAsync("a", "b");
        await Pulp.AddAsync(repository, files);
        await Pulp.ModifyAsync(repository, new RepositoryChange { Remove = [files[0].Id, files[1].Id], Add = [files[1].Id] });
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("b"));
        await Pulp.ModifyAsync(repository, new RepositoryChange { RemoveAll = true, Add = [files[0].Id] });
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a"));
        Assert.That(await test.NumbersAsync(repository), Is.EqualTo("3 2 1 0"));
    }

    [Test]
    public async Task A_change_that_changes_nothing_makes_no_version()
    {
        var files = await test.FilesAsync("a", "b");
        await Pulp.AddAsync(repository, [files[0]]);
        var changes = new RepositoryChange[]
        {
            new() { Add = [files[0].Id] },
            new() { Remove = [files[1].Id] },
            new() { Remove = [files[0].Id], Add = [files[0].Id] },
            new() { RemoveAll = true, Add = [files[0].Id] },
            new() { BaseVersion = (await Pulp.LatestAsync(repository)).Id },
            new(),
        };
        foreach (var change in changes)
            Assert.That(await test.Get<RepositoryChanges>().ModifyAsync(repository.Id, change), Is.Null, change.ToString());
        Assert.That(await test.NumbersAsync(repository), Is.EqualTo("1 0"));
        await test.AssertNothingLeftAsync();
    }

    [Test]
    public async Task Rolling_back_and_promoting_copy_what_the_base_version_holds()
    {
        var files = await test.FilesAsync("a", "b", "c");
        var first = await Pulp.AddAsync(repository, [files[0]]);
        await Pulp.ModifyAsync(repository, new RepositoryChange { RemoveAll = true, Add = [files[1].Id] });
        var back = await Pulp.SetContentAsync(repository, first);
        Assert.That(await test.NamesAsync(back), Is.EqualTo("a"));
        Assert.That(back.BaseVersion, Is.EqualTo(first.Id));

        var other = await test.RepositoryAsync("other");
        await Pulp.AddAsync(other, [files[2]]);
        var promoted = await Pulp.ModifyAsync(other, new RepositoryChange { BaseVersion = first.Id, Add = [files[1].Id] });
        Assert.That(await test.NamesAsync(promoted), Is.EqualTo("a b"));
        Assert.That(promoted.BaseVersion, Is.EqualTo(first.Id));
    }

    [Test]
    public async Task The_base_version_is_forgotten_with_its_deletion()
    {
        var files = await test.FilesAsync("a", "b");
        var first = await Pulp.AddAsync(repository, [files[0]]);
        await Pulp.AddAsync(repository, [files[1]]);
        await Pulp.SetContentAsync(repository, first);
        await test.Get<RepositoryChanges>().DeleteVersionAsync(first.Id);
        Assert.That((await Pulp.LatestAsync(repository)).BaseVersion, Is.Null);
        Assert.That(await test.NamesAsync((await Pulp.VersionAsync(repository, 2))!), Is.EqualTo("a b"));
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a"));
    }

    [Test]
    public async Task A_version_of_another_type_or_that_is_not_there_is_refused()
    {
        var sample = await Pulp.CreateAsync(new SampleRepository { Name = "sample" });
        var version = await Pulp.LatestAsync(sample);
        foreach (var id in new[] { version.Id, Guid.NewGuid() })
        {
            var error = Assert.ThrowsAsync<RepositoryChangeException>(() => Pulp.ModifyAsync(repository, new RepositoryChange { BaseVersion = id }));
            Assert.That(error!.Field, Is.EqualTo("base_version"));
        }

        await test.AssertNothingLeftAsync();
    }

    [Test]
    public async Task Content_of_another_type_and_units_that_are_missing_are_named()
    {
        var foreign = await test.SaveAsync(new SampleMark { Target = "t", Text = "x" });
        var error = Assert.ThrowsAsync<RepositoryChangeException>(() => Pulp.AddAsync(repository, foreign));
        Assert.That(error!.Message, Does.Contain("sample.mark").And.Contain("demo.demo"));

        var missing = Guid.NewGuid();
        error = Assert.ThrowsAsync<RepositoryChangeException>(() => Pulp.ModifyAsync(repository, new RepositoryChange { Add = [missing] }));
        Assert.That(error!.Message, Does.Contain(missing.ToString()));
        error = Assert.ThrowsAsync<RepositoryChangeException>(async () => await Pulp.AddAsync(repository, await test.FilesAsync("fine", "blocked")));
        Assert.That(error!.Message, Is.EqualTo("It is blocked."));
        Assert.That(await test.NumbersAsync(repository), Is.EqualTo("0"));
        await test.AssertNothingLeftAsync();
    }

    [Test]
    public async Task A_conflict_without_overwriting_leaves_everything_as_it_was()
    {
        var old = await test.SaveAsync(new DemoFile { Name = "a", Text = "1" });
        var fresh = await test.SaveAsync(new DemoFile { Name = "a", Text = "2" }, new DemoFile { Name = "b" });
        await Pulp.AddAsync(repository, old);
        var change = new RepositoryChange { Add = [fresh[1].Id, fresh[0].Id], Overwrite = false };
        var error = Assert.ThrowsAsync<RepositoryChangeException>(() => Pulp.ModifyAsync(repository, change));
        Assert.That(error!.IsConflict, Is.True);
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a=1"));
        await test.AssertNothingLeftAsync();

        await Pulp.ModifyAsync(repository, change with { Overwrite = true });
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a=2 b"));
    }

    [Test]
    public async Task Numbers_are_never_used_again_and_deleting_keeps_the_others_content()
    {
        var files = await test.FilesAsync("a", "b", "c", "d");
        var versions = new List<RepositoryVersion>();
        foreach (var file in files.Take(3))
            versions.Add(await Pulp.AddAsync(repository, [file]));
        var changes = test.Get<RepositoryChanges>();
        await changes.DeleteVersionAsync(versions[1].Id);
        Assert.That(await test.NamesAsync((await Pulp.VersionAsync(repository, 1))!), Is.EqualTo("a"));
        Assert.That(await test.NamesAsync((await Pulp.VersionAsync(repository, 3))!), Is.EqualTo("a b c"));
        await changes.DeleteVersionAsync(versions[2].Id);
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a"));
        Assert.That((await test.Get<LatestVersions>().GetAsync(repository.Id))!.Number, Is.EqualTo(1));
        await Pulp.AddAsync(repository, [files[3]]);
        Assert.That(await test.NumbersAsync(repository), Is.EqualTo("4 1 0"));
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a d"));
        Assert.That(await changes.DeleteVersionAsync(versions[1].Id), Is.False);
    }

    [Test]
    public async Task The_last_version_stays()
    {
        var only = await Pulp.LatestAsync(repository);
        Assert.ThrowsAsync<RepositoryChangeException>(() => test.Get<RepositoryChanges>().DeleteVersionAsync(only.Id));
        await Pulp.AddAsync(repository, await test.FilesAsync("a"));
        await test.Get<RepositoryChanges>().DeleteVersionAsync(only.Id);
        Assert.That(await test.NumbersAsync(repository), Is.EqualTo("1"));
        Assert.ThrowsAsync<RepositoryChangeException>(async () => await test.Get<RepositoryChanges>().DeleteVersionAsync((await Pulp.LatestAsync(repository)).Id));
    }

    [Test]
    public async Task Units_bring_what_they_need_and_take_what_nothing_else_needs()
    {
        var files = await test.FilesAsync("a", "b", "c");
        var bundles = await test.SaveAsync(
            new DemoBundle { Name = "one", Needs = [files[0], files[1]] },
            new DemoBundle { Name = "two", Needs = [files[1], files[2]] },
            new DemoBundle { Name = "sign-c", BelongsTo = files[2] },
            new DemoBundle { Name = "dangling", Needs = [new DemoFile { Name = "nowhere" }] });
        await Pulp.AddAsync(repository, bundles);
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a b c dangling one sign-c two"));

        var two = await Pulp.RemoveAsync(repository, [bundles[1]]);
        Assert.That(await test.NamesAsync(two), Is.EqualTo("a b dangling one"));
        Assert.That(two.Summary.Removed.Values.Sum(), Is.EqualTo(3));
        await Pulp.ModifyAsync(repository, new RepositoryChange { Remove = [bundles[0].Id], Recursive = false });
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a b dangling"));
    }

    [Test]
    public async Task Units_copied_from_a_version_bring_what_they_need_and_what_belongs_to_them_as_far_as_it_holds_both()
    {
        var files = await test.FilesAsync("a", "b", "c");
        var bundles = await test.SaveAsync(
            new DemoBundle { Name = "one", Needs = [files[0], files[1]] },
            new DemoBundle { Name = "sign-a", BelongsTo = files[0] },
            new DemoBundle { Name = "sign-a-elsewhere", BelongsTo = files[0] },
            new DemoBundle { Name = "sign-c", BelongsTo = files[2] });
        var source = await test.RepositoryAsync("source");
        await Pulp.AddAsync(source, [files[0], files[2], bundles[1], bundles[3]]);
        await Pulp.AddAsync(source, [bundles[0]]);
        var version = await Pulp.RemoveAsync(source, [files[1]]);
        await Pulp.ModifyAsync(repository, new RepositoryChange { Add = [bundles[0].Id], Source = version.Id });
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a one sign-a"));
        Assert.ThrowsAsync<RepositoryChangeException>(() => Pulp.ModifyAsync(repository, new RepositoryChange { Add = [bundles[0].Id], Source = Guid.NewGuid() }));
    }

    [Test]
    public async Task Removing_a_unit_that_is_not_there_takes_nothing_along()
    {
        var files = await test.FilesAsync("a");
        var bundle = await test.SaveAsync(new DemoBundle { Name = "one", Needs = [files[0]] });
        await Pulp.AddAsync(repository, files);
        await Pulp.RemoveAsync(repository, bundle);
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a"));
    }

    [Test]
    public async Task Deleting_a_repository_unlinks_what_serves_it_and_keeps_content()
    {
        var files = await test.FilesAsync("a");
        var version = await Pulp.AddAsync(repository, files);
        var published = await Pulp.PublishAsync(new DemoPublication { RepositoryVersion = version.Id });
        var byRepository = await Pulp.CreateAsync(new DemoDistribution { Name = "1", BasePath = "1", Repository = repository.Id });
        var byVersion = await Pulp.CreateAsync(new DemoDistribution { Name = "2", BasePath = "2", RepositoryVersion = version.Id });
        var byPublication = await Pulp.CreateAsync(new DemoDistribution { Name = "3", BasePath = "3", Publication = published.Id });
        await Pulp.DeleteAsync(repository);

        var table = test.Get<global::Pulp.Distributions.DistributionTable>().All.ToDictionary(distribution => distribution.Id);
        foreach (var distribution in new[] { byRepository, byVersion, byPublication })
        {
            var stored = (DemoDistribution)(await test.Database.ReadAsync(session => session.Resources.GetAsync(distribution.Id)))!;
            Assert.That((stored.Repository, stored.RepositoryVersion, stored.Publication), Is.EqualTo(((Guid?)null, (Guid?)null, (Guid?)null)), distribution.Name);
            Assert.That(table[distribution.Id], Is.EqualTo(stored), distribution.Name);
        }

        Assert.That(await test.Database.ReadAsync(session => session.Resources.GetAsync(published.Id)), Is.Null);
        Assert.That(await test.Database.ReadAsync(session => session.Contents.GetAsync([files[0].Id])), Has.Count.EqualTo(1));
        Assert.That(await test.Get<LatestVersions>().GetAsync(repository.Id), Is.Null);
    }

    [Test]
    public async Task A_repository_that_something_holds_stays_whole()
    {
        await Pulp.AddAsync(repository, await test.FilesAsync("a"));
        await Pulp.CreateAsync(new DemoHold { Topic = "kept", Keeps = repository.Id });
        var error = Assert.ThrowsAsync<InvalidResourceException>(() => Pulp.DeleteAsync(repository));
        Assert.That(error!.Errors.Values.SelectMany(messages => messages), Has.One.Contains("kept"));
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a"));
    }
}
