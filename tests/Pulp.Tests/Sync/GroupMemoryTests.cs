using System.Runtime.CompilerServices;
using System.Text;
using Pulp.Repositories;
using Pulp.Sync;
using Pulp.Testing.Upstream;
using Pulp.Tests.Support;

namespace Pulp.Tests.Sync;

[TestFixture]
internal sealed class GroupMemoryTests
{
    private const string Group = "p";
    private readonly List<bool> unchanged = [];
    private string[] upstreamHas = ["p-1", "p-2"];
    private TestPulp test = null!;
    private FakeUpstream upstream = null!;
    private DemoRepository repository = null!;
    private DemoRemote remote = null!;

    private PulpInstance Pulp => test.Pulp;

    [SetUp]
    public async Task SetUp()
    {
        test = await TestPulp.StartAsync();
        upstream = await FakeUpstream.StartAsync();
        repository = await test.RepositoryAsync();
        remote = await Pulp.CreateAsync(new DemoRemote { Name = "remote", Url = upstream.Url.AbsoluteUri, MaxRetries = 0 });
        test.Script.Read = ReadAsync;
        unchanged.Clear();
        upstreamHas = ["p-1", "p-2"];
    }

    [TearDown]
    public async Task TearDown()
    {
        await upstream.DisposeAsync();
        await test.DisposeAsync();
    }

    [Test]
    public async Task An_unchanged_group_is_not_read_again([Values] bool mirror)
    {
        await SyncAsync(mirror);
        var second = await SyncAsync(mirror);
        Assert.That((second.Kept, second.Removed, second.Version), Is.EqualTo((2L, 0L, (RepositoryVersion?)null)));
        Assert.That(unchanged, Is.EqualTo(new[] { false, true }));
    }

    [Test]
    public async Task Units_beside_those_of_upstream_do_not_make_a_group_changed()
    {
        await SyncAsync();
        await Pulp.AddAsync(repository, await GroupAsync("uploaded"));
        var second = await SyncAsync();
        Assert.That((second.Kept, second.Version), Is.EqualTo((2L, (RepositoryVersion?)null)));

        // What an earlier sync brought and upstream no longer has stays, and does not matter either.
        upstreamHas = ["p-2", "p-3"];
        await ForgetAsync();
        await SyncAsync();
        Assert.That((await SyncAsync()).Version, Is.Null);
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("p-1 p-2 p-3 uploaded"));
        Assert.That(unchanged, Is.EqualTo(new[] { false, true, false, true }));
    }

    [Test]
    public async Task A_mirror_of_an_unchanged_group_removes_what_upstream_never_had()
    {
        await SyncAsync();
        await Pulp.AddAsync(repository, await GroupAsync("uploaded"));
        var mirrored = await SyncAsync(mirror: true);
        Assert.That((mirrored.Kept, mirrored.Removed), Is.EqualTo((2L, 1L)));
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("p-1 p-2"));
        Assert.That(unchanged, Is.EqualTo(new[] { false, true }));
    }

    [Test]
    public async Task A_unit_that_was_removed_comes_back()
    {
        await SyncAsync();
        await Pulp.ModifyAsync(repository, new RepositoryChange { Add = [.. (await GroupAsync("uploaded")).Select(unit => unit.Id)], Remove = [.. (await GroupAsync("p-1")).Select(unit => unit.Id)] });
        await SyncAsync();
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("p-1 p-2 uploaded"));
        await SyncAsync();
        Assert.That(unchanged, Is.EqualTo(new[] { false, false, true }));
    }

    [Test]
    public async Task A_unit_that_is_removed_while_a_sync_runs_comes_back_with_the_next()
    {
        await SyncAsync();
        var removed = await GroupAsync("p-1");
        test.Script.Read = (context, cancellationToken) => ReadWhileAsync(context, () => Pulp.RemoveAsync(repository, removed), cancellationToken);
        await SyncAsync();
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("p-2"));
        test.Script.Read = ReadAsync;
        await SyncAsync();
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("p-1 p-2"));
        Assert.That(unchanged, Is.EqualTo(new[] { false, true, false }));
    }

    [Test]
    public async Task A_group_is_read_again_when_the_remote_or_its_choice_is_another()
    {
        await SyncAsync();
        remote = await Pulp.UpdateAsync((await Pulp.FindAsync<DemoRemote>("remote"))! with { Choice = "other" });
        await SyncAsync();
        await SyncAsync();
        var second = await Pulp.CreateAsync(new DemoRemote { Name = "second", Url = upstream.Url.AbsoluteUri, MaxRetries = 0, Choice = "other" });
        await test.SyncAsync(repository, second);
        await SyncAsync();
        Assert.That(unchanged, Is.EqualTo(new[] { false, false, true, false, true }));
    }

    [Test]
    public async Task A_group_is_read_again_after_a_rollback_to_before_it()
    {
        await SyncAsync();
        await Pulp.SetContentAsync(repository, (await Pulp.VersionAsync(repository, 0))!);
        await SyncAsync();
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("p-1 p-2"));
        Assert.That(unchanged, Is.EqualTo(new[] { false, false }));
    }

    [Test]
    public async Task A_group_of_which_a_unit_was_refused_is_read_again()
    {
        upstreamHas = ["p-1", "blocked p-2"];
        await SyncAsync();
        await SyncAsync();
        Assert.That(unchanged, Is.EqualTo(new[] { false, false }));
    }

    [Test]
    public async Task A_group_without_units_is_remembered_too()
    {
        upstreamHas = [];
        await SyncAsync();
        await Pulp.AddAsync(repository, await GroupAsync("uploaded"));
        await SyncAsync();
        Assert.That(unchanged, Is.EqualTo(new[] { false, true }));
    }

    private Task<SyncResult> SyncAsync(bool mirror = false) => test.SyncAsync(repository, remote, mirror);

    private Task<IReadOnlyList<DemoFile>> GroupAsync(params string[] names) => test.SaveAsync([.. names.Select(name => new DemoFile { Name = name, Project = Group })]);

    private async Task ForgetAsync() => await test.Database.WriteAsync(async session =>
    {
        await session.States.ClearAsync(repository.Id);
        return true;
    });

    private async IAsyncEnumerable<SyncItem> ReadWhileAsync(SyncContext context, Func<Task> change, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await change();
        await foreach (var item in ReadAsync(context, cancellationToken))
            yield return item;
    }

    private async IAsyncEnumerable<SyncItem> ReadAsync(SyncContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var remembered = await context.RememberedAsync(Group, cancellationToken);
        unchanged.Add(remembered is not null);
        if (remembered is not null)
        {
            Assert.That(Encoding.UTF8.GetString(remembered), Is.EqualTo("etag"));
            yield return new UnchangedGroup(Group);
            yield break;
        }

        foreach (var name in upstreamHas)
            yield return new DeclaredContent(new DemoFile { Name = name, Project = Group });
        yield return new CompletedGroup(Group, "etag"u8.ToArray());
    }
}
