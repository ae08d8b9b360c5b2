using System.Text;
using Moq;
using Pulp.Digests;
using Pulp.Plugins;
using Pulp.Storage;
using Pulp.Tasking;
using Pulp.Tests.Support;
using Pulp.Transfer;

namespace Pulp.Tests.Exports;

/// <summary>
/// What exports leave behind when their process is killed.
/// </summary>
[TestFixture]
internal sealed class UnfinishedExportTests
{
    private TestPulp test = null!;

    private string Folder => Path.Combine(test.Folder, "out");

    [SetUp]
    public async Task SetUp() => test = await TestPulp.StartAsync(keepsFolder: true);

    [TearDown]
    public async Task TearDown() => await test.DisposeAsync();

    [Test]
    public async Task The_next_start_removes_what_was_written_and_nothing_else()
    {
        var id = Guid.NewGuid();
        await UnfinishedExport.BeginAsync(test.Database, ExportTree.PartialOf(Path.Combine(Folder, "mirror"), id), CancellationToken.None);
        await UnfinishedExport.BeginAsync(test.Database, Path.Combine(Folder, $"export-{id}-20260102_0304"), CancellationToken.None);
        Write($".mirror.{id:N}.partial/deep/a", $"export-{id}-20260102_0304.tar.0000", $"export-{id}-20260102_0304.tar.0001.partial", $"export-{id}-20260102_0304-toc.json.partial");
        string[] others = [$".mirror.{Guid.NewGuid():N}.partial/a", $"export-{Guid.NewGuid()}-20260102_0304.tar.partial", $"export-{id}-20260102_0304.txt", "mirror/a"];
        Write(others);

        await RestartAsync();

        Assert.That(Tree(), Is.EquivalentTo(others));
        Assert.That(Directory.EnumerateDirectories(Folder), Has.Exactly(2).Items);
        Assert.That(await NotesAsync(), Is.Empty);
    }

    [Test]
    public async Task A_bundle_with_its_table_of_contents_is_whole_and_stays()
    {
        var name = $"export-{Guid.NewGuid()}-20260102_0304";
        await UnfinishedExport.BeginAsync(test.Database, Path.Combine(Folder, name), CancellationToken.None);
        Write(name + ".tar", name + "-toc.json");

        await RestartAsync();

        Assert.That(Tree(), Is.EquivalentTo(new[] { name + ".tar", name + "-toc.json" }));
        Assert.That(await NotesAsync(), Is.Empty);
    }

    [Test]
    public async Task An_export_of_files_is_noted_before_it_writes_and_until_it_ends([Values] bool fails)
    {
        var repository = await test.RepositoryAsync();
        await test.Pulp.UploadAsync<DemoFile>(Text("one"), "a", repository);
        var publication = await test.Pulp.PublishAsync(new DemoPublication { RepositoryVersion = (await test.Pulp.LatestAsync(repository)).Id });
        IReadOnlyList<string> noted = [];
        test.Script.Pages = async (_, _) =>
        {
            noted = await NotesAsync();
            if (fails)
                throw new InvalidOperationException("no pages");
        };

        var export = test.Pulp.ExportFilesAsync(publication, Path.Combine(Folder, "mirror"));
        if (fails)
            Assert.ThrowsAsync<TaskFailedException>(() => export);
        else
            await export;

        Assert.That(noted, Has.Count.EqualTo(1).And.All.StartsWith(Path.Combine(Folder, ".mirror.")));
        Assert.That(await NotesAsync(), Is.Empty);
    }

    [Test]
    public async Task A_bundle_is_noted_before_it_writes_and_until_it_ends([Values] bool fails)
    {
        var repository = await test.RepositoryAsync();
        var version = (await test.Pulp.UploadAsync<DemoFile>(Text("one"), "a", repository)).Version!;
        IReadOnlyList<string> noted = [];
        var storage = new Mock<IArtifactStorage>();
        storage.Setup(backend => backend.OpenReadAsync(It.IsAny<Digest>(), It.IsAny<Guid?>(), It.IsAny<CancellationToken>())).Returns(async (Digest digest, Guid? domain, CancellationToken token) =>
        {
            noted = await NotesAsync();
            return fails ? null : await test.Get<IArtifactStorage>().OpenReadAsync(digest, domain, token);
        });
        var export = new VersionExport(test.Database, storage.Object, test.Get<PulpCatalog>(), TimeProvider.System, []).RunAsync(
            new TaskContext(new PulpTask { Id = Guid.NewGuid(), Name = "test" }), new ExportArguments { Folder = Folder, Versions = [version.Id] });
        if (fails)
            Assert.ThrowsAsync<TransferException>(() => export);
        else
            await export;

        Assert.That(noted, Has.Count.EqualTo(1).And.All.StartsWith(Path.Combine(Folder, "export-")));
        Assert.That(await NotesAsync(), Is.Empty);
        Assert.That(Directory.GetFiles(Folder), Has.Exactly(fails ? 0 : 2).Items);
    }

    private static MemoryStream Text(string text) => new(Encoding.UTF8.GetBytes(text));

    private async Task RestartAsync()
    {
        await test.DisposeAsync();
        test = await TestPulp.StartAsync(test.Folder);
    }

    private Task<IReadOnlyList<string>> NotesAsync() => UnfinishedExport.ListAsync(test.Database, CancellationToken.None);

    private void Write(params string[] paths)
    {
        foreach (var path in paths)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Folder, path))!);
            File.WriteAllText(Path.Combine(Folder, path), path);
        }
    }

    private IEnumerable<string> Tree() => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/'));
}
