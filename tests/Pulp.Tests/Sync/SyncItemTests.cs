using System.Text;
using Pulp.Digests;
using Pulp.Repositories;
using Pulp.Sync;
using Pulp.Testing.Samples;
using Pulp.Testing.Upstream;
using Pulp.Tests.Support;

namespace Pulp.Tests.Sync;

[TestFixture]
internal sealed class SyncItemTests
{
    private TestPulp test = null!;
    private FakeUpstream upstream = null!;
    private DemoRepository repository = null!;
    private DemoRemote remote = null!;

    [SetUp]
    public async Task SetUp()
    {
        test = await TestPulp.StartAsync();
        upstream = await FakeUpstream.StartAsync();
        repository = await test.RepositoryAsync();
        remote = await test.Pulp.CreateAsync(new DemoRemote { Name = "remote", Url = upstream.Url.AbsoluteUri, MaxRetries = 0 });
    }

    [TearDown]
    public async Task TearDown()
    {
        await upstream.DisposeAsync();
        await test.DisposeAsync();
    }

    [Test]
    public async Task The_type_of_the_remote_decides_which_source_reads_it()
    {
        var other = await test.Pulp.CreateAsync(new DemoOtherRemote { Name = "other", Url = upstream.Url.AbsoluteUri });

        await test.SyncAsync(repository, other);

        Assert.That(await test.NamesAsync(repository), Is.EqualTo("other"));
    }

    [Test]
    public async Task What_upstream_took_back_goes_also_without_mirror()
    {
        test.Script.Yield(Unit("a"), Unit("b"));
        await test.SyncAsync(repository, remote);

        test.Script.Yield(new WithdrawnContent(new DemoFile { Name = "a" }), new WithdrawnContent(new DemoFile { Name = "never" }));
        var second = await test.SyncAsync(repository, remote);

        Assert.That(await test.NamesAsync(repository), Is.EqualTo("b"));
        Assert.That(second.Removed, Is.EqualTo(1));
    }

    [Test]
    public async Task A_kept_group_survives_a_mirror_that_says_nothing_else_of_it()
    {
        test.Script.Yield(Unit("a", project: "p"), Unit("b", project: "p"), Unit("c", project: "q"));
        await test.SyncAsync(repository, remote);

        test.Script.Yield(new KeptGroup("p"));
        await test.SyncAsync(repository, remote, mirror: true);

        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a b"));
    }

    [Test]
    public async Task An_unchanged_upstream_leaves_a_mirror_as_it_is()
    {
        test.Script.Yield(Unit("a"));
        await test.SyncAsync(repository, remote);

        test.Script.Yield(new UnchangedUpstream());
        var second = await test.SyncAsync(repository, remote, mirror: true);

        Assert.That((second.Version, second.Removed), Is.EqualTo(((RepositoryVersion?)null, 0L)));
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a"));
    }

    [Test]
    public async Task A_source_is_told_the_version_its_sync_ends_with()
    {
        var told = new List<long>();
        test.Script.Complete = (_, _, version) =>
        {
            told.Add(version.Number);
            return ValueTask.CompletedTask;
        };
        test.Script.Yield(Unit("a"));

        await test.SyncAsync(repository, remote);
        await test.SyncAsync(repository, remote);

        Assert.That(told, Is.EqualTo(new[] { 1L, 1L }));
    }

    [TestCase("missing")]
    [TestCase("wrong")]
    [TestCase("large")]
    [TestCase("refused")]
    public async Task An_optional_unit_whose_file_cannot_be_had_is_left_out_and_its_group_is_read_again(string fault)
    {
        upstream.Map("/good", FakeAnswer.Ok("good")).Map("/wrong", FakeAnswer.Ok("other")).Map("/large", FakeAnswer.Ok("large")).Map("/refused", FakeAnswer.Ok("refused"));
        var file = TestPulp.FileAt(upstream.UrlOf("/" + fault), fault, Encoding.UTF8.GetBytes(fault)) with { MaximumSize = fault == "large" ? 3 : null };
        var unit = new DeclaredContent(new DemoFile { Name = fault, Project = "p" }, fault == "large" ? file with { Size = null, Digests = DigestSet.Empty } : file)
        {
            IsOptional = true,
            Complete = (_, _) => fault == "refused" ? throw new SyncException("It is another's.") : new(new DemoFile { Name = fault, Project = "p" }),
        };
        var good = new DeclaredContent(new DemoFile { Name = "good", Project = "p" }, TestPulp.FileAt(upstream.UrlOf("/good"), "good", "good"u8));
        var remembered = new List<bool>();
        test.Script.Read = (context, token) => ReadAsync(context, token);

        var result = await test.SyncAsync(repository, remote);
        await test.SyncAsync(repository, remote);

        Assert.That(await test.NamesAsync(repository), Is.EqualTo("good"));
        Assert.That(result.Skipped.Values.Sum(skipped => skipped.Count), Is.EqualTo(1));
        Assert.That(remembered, Is.EqualTo(new[] { false, false }));

        async IAsyncEnumerable<SyncItem> ReadAsync(SyncContext context, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
        {
            remembered.Add(await context.RememberedAsync("p", token) is not null);
            yield return new DeclaredContent(unit.Content, unit.Files) { IsOptional = true, Complete = unit.Complete };
            yield return new DeclaredContent(good.Content, good.Files);
            yield return new CompletedGroup("p", [1]);
        }
    }

    private static DeclaredContent Unit(string name, string project = "") => new(new DemoFile { Name = name, Project = project });
}
