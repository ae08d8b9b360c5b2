using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Pulp.Digests;
using Pulp.Plugins;
using Pulp.Remotes;
using Pulp.Resources;
using Pulp.Storage;
using Pulp.Sync;
using Pulp.Tasking;
using Pulp.Testing.Upstream;
using Pulp.Tests.Support;
using Pulp.Transfer;

namespace Pulp.Tests.Exports;

[TestFixture]
internal sealed class FileExportTests
{
    private TestPulp test = null!;
    private DemoRepository repository = null!;

    private PulpInstance Pulp => test.Pulp;

    private string Target => Path.Combine(test.Folder, "out", "mirror");

    [SetUp]
    public async Task SetUp()
    {
        test = await TestPulp.StartAsync(configure: pulp => pulp.Services.Configure<PulpOptions>(options => options.AllowedExportPaths.Add(Path.GetTempPath())));
        repository = await test.RepositoryAsync();
    }

    [TearDown]
    public async Task TearDown() => await test.DisposeAsync();

    [Test]
    public async Task A_version_is_written_file_by_file_and_progress_is_told()
    {
        await UploadAsync("a", "one");
        await UploadAsync("deep/er/b", "three");
        var progress = new Progress();

        var result = await Pulp.ExportFilesAsync(await Pulp.LatestAsync(repository), Target, progress: progress);

        Assert.That(result, Is.EqualTo(new FileExportResult(4, "onethree".Length + "side of oneside of three".Length)));
        Assert.That(Tree(), Is.EqualTo("a=one a.side=side of one deep/er/b=three deep/er/b.side=side of three"));
        Assert.That((progress.Last!.Message, progress.Last.Code, progress.Last.State, progress.Last.Total, progress.Last.Done), Is.EqualTo(("Exporting files", "export.files", TaskState.Completed, 4, 4)));
    }

    [Test]
    public async Task More_files_than_one_page_are_all_written([Values(401)] int count)
    {
        test.Script.Publish = async (context, token) =>
        {
            for (var i = 0; i < count; i++)
                await context.AddMetadataAsync($"index/{i}.json", Text($"{i}"), token);
        };
        var publication = await Pulp.PublishAsync(new DemoPublication { RepositoryVersion = (await Pulp.LatestAsync(repository)).Id });

        Assert.That((await Pulp.ExportFilesAsync(publication, Target)).Files, Is.EqualTo(count));
        Assert.That(Directory.GetFiles(Path.Combine(Target, "index")), Has.Length.EqualTo(count));
    }

    [Test]
    public async Task A_publication_is_written_as_it_is_served_with_its_own_file_before_one_passed_through()
    {
        await UploadAsync("a", "one");
        test.Script.Publish = async (context, token) =>
        {
            await context.AddMetadataAsync("index.html", Text("page"), token);
            await context.AddMetadataAsync("a.side", Text("better"), token);
            context.PassThrough();
        };
        var publication = await Pulp.PublishAsync(new DemoPublication { RepositoryVersion = (await Pulp.LatestAsync(repository)).Id });

        await Pulp.ExportFilesAsync(publication, Target);

        Assert.That(Tree(), Is.EqualTo("a=one a.side=better index.html=page"));
    }

    [Test]
    public async Task Since_an_earlier_version_come_the_new_units_files_and_all_that_was_generated()
    {
        await UploadAsync("a", "one");
        var start = await Pulp.LatestAsync(repository);
        await UploadAsync("b", "two");
        test.Script.Publish = async (context, token) =>
        {
            await context.AddMetadataAsync("index.html", Text("page"), token);
            context.PassThrough();
        };
        var publication = await Pulp.PublishAsync(new DemoPublication { RepositoryVersion = (await Pulp.LatestAsync(repository)).Id });

        await Pulp.ExportFilesAsync(publication, Target, start: start);

        Assert.That(Tree(), Is.EqualTo("b=two b.side=side of two index.html=page"));
    }

    [Test]
    public async Task A_file_that_is_only_promised_fails_the_whole_export_and_is_named_with_the_way_out()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Map("/late", FakeAnswer.Ok("late"));
        await UploadAsync("a", "one");
        var remote = await Pulp.CreateAsync(new DemoRemote { Name = "upstream", Url = upstream.Url.AbsoluteUri, Policy = DownloadPolicy.OnDemand });
        test.Script.Yield(new DeclaredContent(new DemoFile { Name = "late" }, TestPulp.FileAt(upstream.UrlOf("/late"), "late", "late"u8)));
        var version = await Pulp.SyncAsync(repository, remote);

        var failure = Assert.ThrowsAsync<TaskFailedException>(() => Pulp.ExportFilesAsync(version, Target))!;
        Assert.That(failure.Message, Does.Contain("'late'").And.Contain("immediate").And.Contain("nothing was exported"));
        AssertNothing();

        await using (await Pulp.OpenAsync(version, "late"))
            Assert.That((await Pulp.ExportFilesAsync(version, Target)).Files, Is.EqualTo(3));
    }

    [Test]
    public async Task Stored_bytes_that_are_lost_fail_the_whole_export_and_are_named()
    {
        await UploadAsync("a", "one");
        foreach (var file in Directory.GetFiles(Path.Combine(test.Folder, "storage", "artifact"), "*", SearchOption.AllDirectories).Where(file => File.ReadAllText(file) == "one"))
            File.Delete(file);

        var failure = Assert.ThrowsAsync<TaskFailedException>(async () => await Pulp.ExportFilesAsync(await Pulp.LatestAsync(repository), Target))!;

        Assert.That(failure.Message, Does.Contain("'a'").And.Contain("Repair"));
        AssertNothing();
    }

    [Test]
    public async Task A_canceled_export_leaves_nothing()
    {
        await UploadAsync("a", "one");
        var version = await Pulp.LatestAsync(repository);
        using var canceling = new CancellationTokenSource();
        await canceling.CancelAsync();

        Assert.That(() => Pulp.ExportFilesAsync(version, Target, cancellationToken: canceling.Token), Throws.InstanceOf<OperationCanceledException>());

        AssertNothing();
    }

    [Test]
    public async Task An_export_that_is_canceled_in_the_middle_leaves_nothing()
    {
        await UploadAsync("a", "one");
        using var canceling = new CancellationTokenSource();
        var opened = 0;
        var storage = new Mock<IArtifactStorage>();
        storage.Setup(backend => backend.OpenReadAsync(It.IsAny<Digest>(), null, It.IsAny<CancellationToken>())).Returns(async () =>
        {
            Assert.That(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(Target)!).Select(Path.GetFileName), Has.All.EndsWith(".partial"));
            if (++opened == 2)
                await canceling.CancelAsync();
            return Text("bytes");
        });

        Assert.That(() => RunAsync(storage.Object, FileExportMethod.Write, cancellationToken: canceling.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(opened, Is.EqualTo(2));
        AssertNothing();
    }

    [Test]
    public async Task A_publication_that_is_deleted_meanwhile_is_not_exported_in_part([Values(1, 450)] int opensBefore)
    {
        test.Script.Publish = async (context, token) =>
        {
            for (var i = 0; i < 450; i++)
                await context.AddMetadataAsync($"{i:000}", Text("same"), token);
        };
        var publication = await Pulp.PublishAsync(new DemoPublication { RepositoryVersion = (await Pulp.LatestAsync(repository)).Id });
        var opened = 0;
        var storage = new Mock<IArtifactStorage>();
        storage.Setup(backend => backend.OpenReadAsync(It.IsAny<Digest>(), null, It.IsAny<CancellationToken>())).Returns(async () =>
        {
            if (++opened == opensBefore)
                await Pulp.DeleteAsync(publication);
            return Text("same");
        });

        if (opensBefore == 450)
            Assert.That(await RunAsync(storage.Object, FileExportMethod.Write, publication), Is.EqualTo(new FileExportResult(450, 1800)));
        else
            Assert.That(() => RunAsync(storage.Object, FileExportMethod.Write, publication), Throws.TypeOf<TransferException>().With.Message.Contains("Export again"));
    }

    [Test]
    public async Task The_record_of_an_export_does_not_name_what_was_deleted_meanwhile()
    {
        await UploadAsync("a", "one");
        var publication = await Pulp.PublishAsync(new DemoPublication { RepositoryVersion = (await Pulp.LatestAsync(repository)).Id });
        test.Script.Pages = async (_, token) => await Pulp.DeleteAsync(publication, token);
        var exporter = await Pulp.CreateAsync(new FilesystemExporter { Name = "mirror", Path = Target });

        await RunAsync(test.Get<IArtifactStorage>(), FileExportMethod.Write, publication, exporter: exporter);

        var record = await Pulp.ListAsync<FilesystemExport>().SingleAsync();
        Assert.That((record.Exporter, record.Publication), Is.EqualTo((exporter.Id, (Guid?)null)));
        Assert.That(record.Params["publication"].GetGuid(), Is.EqualTo(publication.Id));
        Assert.That(Tree(), Is.EqualTo("a=one a.side=side of one"));
    }

    [Test]
    public async Task A_storage_elsewhere_knows_no_links([Values(FileExportMethod.Hardlink, FileExportMethod.Symlink)] FileExportMethod method)
    {
        await UploadAsync("a", "one");

        Assert.That(() => RunAsync(Mock.Of<IArtifactStorage>(), method), Throws.TypeOf<TransferException>().With.Message.Contains("export with the method write"));

        AssertNothing();
    }

    [Test]
    public async Task One_line_exports_a_version_as_links()
    {
        await UploadAsync("a", "one");
        var (pulp, version, folder) = (Pulp, await Pulp.LatestAsync(repository), Target);
        var written = await pulp.ExportFilesAsync(version, folder, FileExportMethod.Hardlink);
        Assert.That(written.Files, Is.EqualTo(2));
    }

    [Test]
    public async Task A_plugins_pages_come_with_a_publication_and_with_no_version()
    {
        await UploadAsync("a", "one");
        test.Script.Pages = async (pages, token) =>
        {
            Assert.That(pages.Publication.RepositoryVersion, Is.EqualTo(pages.Version.Id));
            await pages.AddAsync("pages/index.html", "page"u8.ToArray(), token);
        };
        var publication = await Pulp.PublishAsync(new DemoPublication { RepositoryVersion = (await Pulp.LatestAsync(repository)).Id });

        var progress = new Progress();
        await Pulp.ExportFilesAsync(publication, Target, progress: progress);
        Assert.That(Tree(), Is.EqualTo("a=one a.side=side of one pages/index.html=page"));
        Assert.That((progress.Last!.Code, progress.Last.Done), Is.EqualTo(("export.pages", 1)));

        Directory.Delete(Target, recursive: true);
        await Pulp.ExportFilesAsync(await Pulp.LatestAsync(repository), Target);
        Assert.That(Tree(), Is.EqualTo("a=one a.side=side of one"));
    }

    [TestCase("a")]
    [TestCase("../beside")]
    public async Task A_page_at_the_path_of_a_file_or_outside_fails_the_export_and_leaves_nothing(string path)
    {
        await UploadAsync("a", "one");
        test.Script.Pages = (pages, token) => pages.AddAsync(path, "page"u8.ToArray(), token);
        var publication = await Pulp.PublishAsync(new DemoPublication { RepositoryVersion = (await Pulp.LatestAsync(repository)).Id });

        var failure = Assert.ThrowsAsync<TaskFailedException>(() => Pulp.ExportFilesAsync(publication, Target))!;

        Assert.That(failure.Message, Does.Contain($"'{path}'"));
        AssertNothing();
    }

    [Test]
    public async Task Links_lead_to_the_stored_files_and_cost_no_space([Values(FileExportMethod.Hardlink, FileExportMethod.Symlink)] FileExportMethod method)
    {
        await UploadAsync("a", "one");

        await Pulp.ExportFilesAsync(await Pulp.LatestAsync(repository), Target, method);

        var target = new FileInfo(Path.Combine(Target, "a")).LinkTarget;
        Assert.That(target, method == FileExportMethod.Symlink ? Does.StartWith(Path.Combine(test.Folder, "storage")) : Is.Null);
        Assert.That(Tree(), Is.EqualTo("a=one a.side=side of one"));

        var stored = Directory.GetFiles(Path.Combine(test.Folder, "storage", "artifact"), "*", SearchOption.AllDirectories).Single(file => File.ReadAllText(file) == "one");
        File.SetAttributes(stored, FileAttributes.Normal);
        await File.WriteAllTextAsync(stored, "eno");
        Assert.That(Tree(), Is.EqualTo("a=eno a.side=side of one"), "The bytes are there once.");
    }

    [Test]
    public async Task Versions_of_two_repositories_and_what_is_gone_are_refused()
    {
        var version = await Pulp.LatestAsync(repository);
        var other = await Pulp.LatestAsync(await test.RepositoryAsync("other"));

        Assert.That(() => Pulp.ExportFilesAsync(version, Target, start: other), Throws.TypeOf<InvalidResourceException>());
        await Pulp.DeleteAsync(repository);
        Assert.That(() => Pulp.ExportFilesAsync(version, Target), Throws.TypeOf<InvalidResourceException>());
    }

    private async Task<object?> RunAsync(IArtifactStorage storage, FileExportMethod method, DemoPublication? publication = null, FilesystemExporter? exporter = null, CancellationToken cancellationToken = default) =>
        await new FileExportTask(test.Database, storage, test.Get<ExportFolders>(), test.Get<ExportRuns>(), test.Get<PulpCatalog>(), test.Get<IServiceScopeFactory>()).RunAsync(
            new TaskContext(new PulpTask { Id = Guid.NewGuid(), Name = "test" }),
            new FileExportArguments { Exporter = exporter?.Id, Publication = publication?.Id, RepositoryVersion = publication is null ? (await Pulp.LatestAsync(repository, cancellationToken)).Id : null, Folder = Target, Method = method },
            cancellationToken);

    private static MemoryStream Text(string text) => new(Encoding.UTF8.GetBytes(text));

    private Task UploadAsync(string path, string text) => Pulp.UploadAsync<DemoFile>(Text(text), path, repository);

    private void AssertNothing() => Assert.That(Path.Exists(Path.Combine(test.Folder, "out")), Is.False);

    private string Tree() => string.Join(' ', Directory.EnumerateFiles(Target, "*", SearchOption.AllDirectories)
        .Select(file => (Path: Path.GetRelativePath(Target, file), Text: File.ReadAllText(file))).OrderBy(file => file.Path, StringComparer.Ordinal).Select(file => $"{file.Path}={file.Text}"));

    private sealed class Progress : IProgress<IReadOnlyList<ProgressReport>>
    {
        public ProgressReport? Last { get; private set; }

        public void Report(IReadOnlyList<ProgressReport> value) => Last = value.Count == 0 ? Last : value[^1];
    }
}
