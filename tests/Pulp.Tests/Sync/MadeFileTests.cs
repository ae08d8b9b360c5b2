using System.Text;
using Pulp.Repositories;
using Pulp.Serving;
using Pulp.Sync;
using Pulp.Tests.Support;

namespace Pulp.Tests.Sync;

/// <summary>Files of remotes whose type makes them.</summary>
[TestFixture]
internal sealed class MadeFileTests
{
    private static readonly Uri Address = new("https://example.com/sources#1");
    private readonly List<string> folders = [];
    private TestPulp test = null!;
    private DemoRepository repository = null!;
    private DemoOtherRemote remote = null!;

    [SetUp]
    public async Task SetUp()
    {
        test = await TestPulp.StartAsync();
        repository = await test.RepositoryAsync();
        remote = await test.Pulp.CreateAsync(new DemoOtherRemote { Name = "made", Url = "https://example.com/sources" });
        folders.Clear();
        Make("made");
    }

    [TearDown]
    public async Task TearDown() => await test.DisposeAsync();

    [Test]
    public async Task A_deferred_file_is_made_when_somebody_asks_for_it_and_kept([Values(1, 5)] int clients)
    {
        var version = await SyncAsync(isDeferred: true);
        Assert.That(folders, Is.Empty);

        var texts = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => ReadAsync(version)));
        var again = await ReadAsync(version);

        Assert.That(texts.Append(again), Has.All.EqualTo("made"));
        Assert.That(folders, Has.Count.EqualTo(1));
        Assert.That(Directory.Exists(folders[0]), Is.False, "What it worked in is removed.");
    }

    [Test]
    public async Task A_file_is_made_at_the_sync_when_it_is_not_deferred()
    {
        var version = await SyncAsync(isDeferred: false);

        Assert.That(folders, Has.Count.EqualTo(1));
        Assert.That(await ReadAsync(version), Is.EqualTo("made"));
        Assert.That((folders.Count, Directory.Exists(folders[0])), Is.EqualTo((1, false)));
    }

    [TestCase("other", "Upstream gave something else than it promised")]
    [TestCase(null, "The sources are gone.")]
    public async Task What_cannot_be_made_as_promised_is_not_given_out(string? bytes, string reason)
    {
        var version = await SyncAsync(isDeferred: true);
        Make(bytes);

        Assert.That(async () => await ReadAsync(version), Throws.TypeOf<FileUnavailableException>().With.Message.Contains(reason).Or.TypeOf<FetchBrokenException>());
        Assert.That(Directory.Exists(folders[0]), Is.False);
        Assert.That(test.StagedFiles(), Is.Zero);
    }

    private void Make(string? bytes) => test.Script.Make = (url, folder) =>
    {
        Assert.That(url.AbsoluteUri, Is.EqualTo(Address.AbsoluteUri));
        Assert.That(Directory.EnumerateFileSystemEntries(folder), Is.Empty);
        folders.Add(folder);
        var path = Path.Combine(folder, "file");
        File.WriteAllText(path, bytes ?? "");
        return bytes is null ? throw new SyncException("The sources are gone.") : new(File.OpenRead(path));
    };

    private async Task<RepositoryVersion> SyncAsync(bool isDeferred)
    {
        var file = TestPulp.FileAt(Address, "a", "made"u8) with { IsDeferred = isDeferred };
        test.Script.ReadOther = _ => new SyncItem[] { new DeclaredContent(new DemoFile { Name = "a" }, file) }.ToAsyncEnumerable();
        return (await test.SyncAsync(repository, remote)).Version!;
    }

    private async Task<string> ReadAsync(RepositoryVersion version)
    {
        await using var stream = (await test.Pulp.OpenAsync(version, "a"))!;
        using var text = new StreamReader(stream, Encoding.UTF8);
        return await text.ReadToEndAsync();
    }
}
