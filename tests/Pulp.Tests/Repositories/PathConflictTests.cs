using Pulp.ContentTypes;
using Pulp.Domains;
using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Sync;
using Pulp.Testing.Upstream;
using Pulp.Tests.Support;

namespace Pulp.Tests.Repositories;

[TestFixture]
internal sealed class PathConflictTests
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

    [TestCase("a/b", "a/b")]
    [TestCase("a/b", "a/b/c")]
    [TestCase("a/b/c", "a/b")]
    public async Task Adding_a_file_that_stands_in_anothers_way_fails_and_changes_nothing(string present, string added)
    {
        await Pulp.AddAsync(repository, [await BundleAsync("present", present)]);
        var bundle = await BundleAsync("added", added);
        var error = Assert.ThrowsAsync<RepositoryChangeException>(() => Pulp.AddAsync(repository, [bundle]));
        Assert.That(error!.IsConflict, Is.True);
        Assert.That(error.Message, Does.Contain($"'{present}'").And.Contain($"'{added}'"));
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("present"));
        Assert.That(await test.NumbersAsync(repository), Is.EqualTo("1 0"));
        Assert.That((await test.Get<LatestVersions>().GetAsync(repository.Id))!.Number, Is.EqualTo(1));
        await test.AssertNothingLeftAsync();
    }

    [Test]
    public async Task A_unit_may_come_where_another_goes_in_the_same_change()
    {
        var (old, next) = (await BundleAsync("old", "a/b"), await BundleAsync("next", "a/b/c"));
        await Pulp.AddAsync(repository, [old]);
        await Pulp.ModifyAsync(repository, new RepositoryChange { Remove = [old.Id], Add = [next.Id] });
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("next"));
    }

    [Test]
    public async Task What_is_added_to_a_promoted_version_must_fit_it()
    {
        var (bundle, bad, good) = (await BundleAsync("bundle", "a/b"), await BundleAsync("bad", "a"), await BundleAsync("good", "b"));
        var promoted = await Pulp.AddAsync(repository, [bundle]);
        var target = await test.RepositoryAsync("target");
        Assert.ThrowsAsync<RepositoryChangeException>(() => Pulp.ModifyAsync(target, new RepositoryChange { BaseVersion = promoted.Id, Add = [bad.Id] }));
        Assert.That(await test.NumbersAsync(target), Is.EqualTo("0"));
        await Pulp.ModifyAsync(target, new RepositoryChange { BaseVersion = promoted.Id, Add = [good.Id] });
        Assert.That(await test.NamesAsync(target), Is.EqualTo("bundle good"));
    }

    [Test]
    public async Task A_sync_of_files_that_stand_in_each_others_way_fails_and_names_them([Values] bool mirror)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var remote = await Pulp.CreateAsync(new DemoRemote { Name = "remote", Url = upstream.Url.AbsoluteUri, MaxRetries = 0, Policy = Remotes.DownloadPolicy.OnDemand });
        test.Script.Yield(Declared("one", "a/b"), Declared("two", "a/b/c"));
        var error = Assert.ThrowsAsync<RepositoryChangeException>(() => test.SyncAsync(repository, remote, mirror));
        Assert.That(error!.Message, Does.Contain("'a/b'").And.Contain("'a/b/c'"));
        Assert.That(await test.NumbersAsync(repository), Is.EqualTo("0"));
        await test.AssertNothingLeftAsync();

        // A mirror drops what upstream dropped: the paths meet in no version.
        test.Script.Yield(Declared("one", "a/b"));
        await test.SyncAsync(repository, remote, mirror);
        test.Script.Yield(Declared("two", "a/b/c"));
        if (mirror)
            await test.SyncAsync(repository, remote, mirror);
        else
            Assert.ThrowsAsync<RepositoryChangeException>(() => test.SyncAsync(repository, remote, mirror));
        Assert.That(await test.NamesAsync(repository), Is.EqualTo(mirror ? "two" : "one"));

        DeclaredContent Declared(string name, string path) => new(new DemoBundle { Name = name }, TestPulp.FileAt(new Uri(upstream.Url, name), path, "content"u8));
    }

    private async Task<Content> BundleAsync(string name, string path)
    {
        var bundle = new DemoBundle { Name = name };
        var type = test.Get<PulpCatalog>().ContentTypeOf(bundle);
        var saved = await test.Database.WriteAsync(session => session.Contents.SaveAsync(Domain.DefaultId, [new NewContent(type, bundle, type.NaturalKey(bundle), [new NewContentFile(path, null, [])])]));
        return bundle with { Id = saved[0].Identity.Id, StoreKey = saved[0].Identity.StoreKey };
    }
}
