using Pulp.ContentTypes;
using Pulp.Queries;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Sync;
using Pulp.Tasking;
using Pulp.Testing.Upstream;
using Pulp.Tests.Support;
using Pulp.Transfer;
using static Pulp.Tests.Transfer.Bundles;

namespace Pulp.Tests.Transfer;

[TestFixture]
internal sealed class TransferTests
{
    [Test]
    public async Task A_version_goes_to_another_Pulp_with_its_files_references_and_labels()
    {
        await using var here = await TestPulp.StartAsync();
        await using var there = await TestPulp.StartAsync();
        var repository = await here.RepositoryAsync();
        await UploadAsync(here, repository, "a", "apple");
        await UploadAsync(here, repository, "b", "apple");
        var file = (await here.SaveAsync(new DemoFile { Name = "c" }))[0];
        await here.Database.WriteAsync(session => session.Contents.SetLabelsAsync(file.Id, new Dictionary<string, string?> { ["ripe"] = "yes", ["sweet"] = null }));
        var bundle = (await here.SaveAsync(new DemoBundle { Name = "basket", Needs = [file] }))[0];
        var version = await here.Pulp.AddAsync(repository, [bundle]);

        var exported = await ExportAsync(here, version);
        var target = await there.RepositoryAsync();
        var imported = await there.Pulp.ImportAsync(exported.TableOfContents.Path);

        var arrived = await there.Pulp.LatestAsync(target);
        Assert.That(await there.NamesAsync(arrived), Is.EqualTo(await here.NamesAsync(version)).And.EqualTo("a=apple b=apple basket c"));
        Assert.That(await TextAsync(there, arrived, "a"), Is.EqualTo("apple"));
        Assert.That(await TextAsync(there, arrived, "b.side"), Is.EqualTo("side of apple"));
        Assert.That((await OneAsync<DemoFile>(there, arrived, "c")).Labels, Is.EqualTo(new Dictionary<string, string?> { ["ripe"] = "yes", ["sweet"] = null }));
        Assert.That(exported.Artifacts, Is.EqualTo(2), "A file is there once, whoever has it.");
        Assert.That(imported.Artifacts, Is.EqualTo(2));
        Assert.That(imported.Repositories[0], Is.EqualTo(new ImportedRepository("repository", "repository", target.Id, arrived.Id, 1, 4, 4, 0, exported.Repositories[0].SetHash)));
        Assert.That(await there.NamesAsync(await there.Pulp.RemoveAsync(target, [(await FirstBundleAsync(there, arrived))])), Is.EqualTo("a=apple b=apple"), "What only the bundle needed goes with it, as it would here.");
    }

    [Test]
    public async Task Importing_again_makes_no_version_and_one_that_was_changed_becomes_as_it_was()
    {
        await using var here = await TestPulp.StartAsync();
        await using var there = await TestPulp.StartAsync();
        var exported = await ExportAsync(here, await UploadAsync(here, await here.RepositoryAsync(), "a", "apple"));
        var target = await there.RepositoryAsync();
        await there.Pulp.ImportAsync(exported.TableOfContents.Path);

        var again = await there.Pulp.ImportAsync(exported.TableOfContents.Path);
        Assert.That(again, Is.EqualTo(again with { Artifacts = 0 }));
        Assert.That((again.Repositories[0].VersionId, again.Repositories[0].Version, again.Repositories[0].Added), Is.EqualTo(((Guid?)null, 1L, 0L)));

        await UploadAsync(there, target, "b", "banana");
        var back = await there.Pulp.ImportAsync(exported.TableOfContents.Path);
        Assert.That((back.Repositories[0].Version, back.Repositories[0].Removed), Is.EqualTo((3L, 1L)));
        Assert.That(await there.NamesAsync(target), Is.EqualTo("a=apple"));
        await there.AssertNothingLeftAsync();
    }

    [Test]
    public async Task An_increment_carries_what_is_new_and_needs_the_version_it_builds_upon()
    {
        await using var here = await TestPulp.StartAsync();
        await using var there = await TestPulp.StartAsync();
        var repository = await here.RepositoryAsync();
        await UploadAsync(here, repository, "a", "apple");
        var first = await UploadAsync(here, repository, "b", "banana");
        await UploadAsync(here, repository, "c", "cherry");
        var second = await here.Pulp.RemoveAsync(repository, [await OneAsync<DemoFile>(here, first, "a")]);
        var (whole, increment) = (await ExportAsync(here, first), await ExportAsync(here, second, first));
        var target = await there.RepositoryAsync();

        Assert.That(() => there.Pulp.ImportAsync(increment.TableOfContents.Path), Throws.InstanceOf<TaskFailedException>()
            .With.Message.Contain("version 2 of the repository 'repository'").And.Message.Contain("Import that version first"));
        Assert.That(await there.NumbersAsync(target), Is.EqualTo("0"));
        await there.AssertNothingLeftAsync();

        await there.Pulp.ImportAsync(whole.TableOfContents.Path);
        var imported = await there.Pulp.ImportAsync(increment.TableOfContents.Path);
        Assert.That(await there.NamesAsync(target), Is.EqualTo("b=banana c=cherry"));
        Assert.That((increment.Repositories[0].Units, increment.Repositories[0].Carried, increment.Artifacts), Is.EqualTo((2L, 1L, 2L)));
        Assert.That((imported.Repositories[0].Added, imported.Repositories[0].Removed, imported.Repositories[0].SetHash), Is.EqualTo((1L, 1L, increment.Repositories[0].SetHash)));
        Assert.That(await TextAsync(there, await there.Pulp.LatestAsync(target), "b"), Is.EqualTo("banana"));
    }

    [Test]
    public async Task A_file_that_is_only_promised_is_named_with_the_way_out_and_no_file_is_written()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Map("/a", FakeAnswer.Ok("content of a"));
        await using var here = await TestPulp.StartAsync();
        await using var there = await TestPulp.StartAsync();
        var remote = await here.Pulp.CreateAsync(new DemoRemote { Name = "upstream", Url = upstream.Url.AbsoluteUri, Policy = DownloadPolicy.OnDemand });
        var repository = await here.RepositoryAsync(with: repository => repository with { Remote = remote.Id });
        here.Script.Yield(new DeclaredContent(new DemoFile { Name = "a" }, TestPulp.FileAt(upstream.UrlOf("/a"), "a", "content of a"u8)));
        var version = await here.Pulp.SyncAsync(repository);

        Assert.That(() => ExportAsync(here, version), Throws.InstanceOf<TaskFailedException>()
            .With.Message.Contain("the file 'a' of prn:demo.demofile:").And.Message.Contain("policy 'immediate'").And.Property("Task").Property("Error").Property("Code").EqualTo("transfer.not_stored"));
        Assert.That(Directory.GetFiles(FolderOf(here)), Is.Empty);

        await here.Pulp.UpdateAsync(remote with { Policy = DownloadPolicy.Immediate });
        await here.Pulp.SyncAsync(repository);
        var exported = await ExportAsync(here, version);
        await there.Pulp.ImportAsync(exported.TableOfContents.Path, new ImportOptions { CreateRepositories = true });
        Assert.That(await TextAsync(there, await there.Pulp.LatestAsync((await there.Pulp.FindAsync<DemoRepository>("repository"))!), "a"), Is.EqualTo("content of a"));
    }

    [Test]
    public async Task Repositories_are_mapped_created_with_their_fields_or_skipped()
    {
        await using var here = await TestPulp.StartAsync();
        await using var there = await TestPulp.StartAsync();
        var remote = await here.Pulp.CreateAsync(new DemoRemote { Name = "upstream", Url = "http://upstream.example/" });
        var one = await here.RepositoryAsync("one", repository => repository with { Remote = remote.Id, Description = "The first", RetainRepoVersions = 2, SyncSchedule = "0 3 * * *", Labels = new Dictionary<string, string?> { ["env"] = "dev" } });
        var two = await here.RepositoryAsync("two");
        var versions = new[] { await UploadAsync(here, one, "a", "apple"), await UploadAsync(here, two, "a", "apple") };
        var exported = await here.Pulp.ExportAsync(FolderOf(here), versions);
        var other = await there.RepositoryAsync("other");

        var mapped = await there.Pulp.ImportAsync(exported.TableOfContents.Path, new ImportOptions { RepositoryMapping = new Dictionary<string, string> { ["two"] = "other" } });
        Assert.That(mapped.Skipped, Is.EqualTo(new[] { "one" }));
        Assert.That(mapped.Repositories.Select(repository => (repository.Source, repository.Name)), Is.EqualTo(new[] { ("two", "other") }));
        Assert.That(await TextAsync(there, await there.Pulp.LatestAsync(other), "a"), Is.EqualTo("apple"));

        var created = await there.Pulp.ImportAsync(exported.TableOfContents.Path, new ImportOptions { CreateRepositories = true });
        Assert.That(created.Skipped, Is.Empty);
        var made = (await there.Pulp.FindAsync<DemoRepository>("one"))!;
        Assert.That((made.Description, made.RetainRepoVersions, made.Remote, made.SyncSchedule, made.Labels["env"]), Is.EqualTo(("The first", (int?)2, (Guid?)null, (string?)null, "dev")));
        Assert.That(await there.NamesAsync((await there.Pulp.FindAsync<DemoRepository>("two"))!), Is.EqualTo("a=apple"));

        Assert.That(
            () => there.Pulp.ImportAsync(exported.TableOfContents.Path, new ImportOptions { RepositoryMapping = new Dictionary<string, string> { ["two"] = "other", ["one"] = "other" } }),
            Throws.InstanceOf<TransferException>().With.Message.Contain("into 'other'"));
    }

    [Test]
    public async Task A_bundle_is_split_into_files_of_a_size_and_read_by_its_table_of_contents()
    {
        await using var here = await TestPulp.StartAsync();
        await using var there = await TestPulp.StartAsync();
        var exported = await ExportAsync(here, await UploadAsync(here, await here.RepositoryAsync(), "a", new string('x', 5000)), chunkSize: 3000);

        Assert.That(exported.Files, Has.Count.AtLeast(4));
        Assert.That(exported.Files.SkipLast(1).Select(file => file.Size), Is.All.EqualTo(3000));
        Assert.That(exported.Files.Select(file => Path.GetFileName(file.Path)[^9..]), Is.EqualTo(Enumerable.Range(0, exported.Files.Count).Select(number => $".tar.{number:D4}")));
        Assert.That(Directory.GetFiles(FolderOf(here)), Is.EquivalentTo(exported.Files.Append(exported.TableOfContents).Select(file => file.Path)));
        Assert.That(Path.GetFileName(exported.TableOfContents.Path), Does.Match($@"^export-{exported.Id}-\d{{8}}_\d{{4}}-toc\.json$"));

        var manifest = await there.Pulp.ReadBundleAsync(exported.TableOfContents.Path);
        Assert.That(manifest.Repositories[0], Has.Property("Name").EqualTo("repository").And.Property("Version").EqualTo(1).And.Property("BaseVersion").Null);
        await there.Pulp.ImportAsync(exported.TableOfContents.Path, new ImportOptions { CreateRepositories = true });
        Assert.That(await TextAsync(there, await there.Pulp.LatestAsync((await there.Pulp.FindAsync<DemoRepository>("repository"))!), "a"), Is.EqualTo(new string('x', 5000)));
    }

    [Test]
    public async Task Many_units_go_over_in_many_members_and_progress_is_told()
    {
        await using var here = await TestPulp.StartAsync();
        await using var there = await TestPulp.StartAsync();
        var repository = await here.RepositoryAsync();
        var version = await here.Pulp.AddAsync(repository, await here.FilesAsync([.. Enumerable.Range(0, 1200).Select(number => $"file {number}")]));
        var told = new Told();

        var exported = await here.Pulp.ExportAsync(FolderOf(here), [version], progress: told);
        Assert.That(told.Last.Select(part => (part.Code, part.Done, part.State)), Is.EqualTo(new[] { ("export.artifacts", 0L, TaskState.Completed), ("export.content", 1200L, TaskState.Completed) }));
        await there.Pulp.ImportAsync(exported.TableOfContents.Path, new ImportOptions { CreateRepositories = true }, told);
        Assert.That(told.Last.Select(part => (part.Code, part.Done, part.State)), Is.EqualTo(new[] { ("import.artifacts", 0L, TaskState.Completed), ("import.content", 1200L, TaskState.Completed) }));

        Assert.That(await there.NamesAsync((await there.Pulp.FindAsync<DemoRepository>("repository"))!), Is.EqualTo(await here.NamesAsync(version)));
        Assert.That((await ReadAsync(exported.Files[0].Path)).Count(member => member.Name.EndsWith(".jsonl", StringComparison.Ordinal)), Is.EqualTo(5));
    }

    [Test]
    public async Task An_application_carries_a_version_over_in_two_lines()
    {
        await using var here = await TestPulp.StartAsync();
        await using var there = await TestPulp.StartAsync();
        var (pulp, other, folder) = (here.Pulp, there.Pulp, FolderOf(here));
        var repository = await here.RepositoryAsync();
        var start = await pulp.LatestAsync(repository);
        var version = await UploadAsync(here, repository, "a", "apple");

        var exported = await pulp.ExportAsync(folder, [version], new ExportOptions { StartVersions = [start], ChunkSize = 4_000_000_000 });
        var imported = await other.ImportAsync(exported.TableOfContents.Path, new ImportOptions { CreateRepositories = true });

        Assert.That(imported.Repositories[0].Added, Is.EqualTo(1));
        var estimate = await pulp.EstimateExportAsync([version]);
        Assert.That(estimate, Is.EqualTo(new ExportEstimate(1, 1, 2, "apple".Length + "side of apple".Length)));
    }

    [Test]
    public async Task A_canceled_export_leaves_no_file()
    {
        await using var here = await TestPulp.StartAsync();
        var version = await UploadAsync(here, await here.RepositoryAsync(), "a", "apple");

        Assert.That(() => here.Pulp.ExportAsync(FolderOf(here), [version], cancellationToken: new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(Directory.Exists(FolderOf(here)) ? Directory.GetFiles(FolderOf(here)) : [], Is.Empty);
    }

    [Test]
    public async Task A_stored_file_that_is_damaged_is_not_exported()
    {
        await using var here = await TestPulp.StartAsync();
        var version = await UploadAsync(here, await here.RepositoryAsync(), "a", "apple");
        foreach (var file in Directory.GetFiles(Path.Combine(here.Folder, "storage", "artifact"), "*", SearchOption.AllDirectories).Where(file => new FileInfo(file).Length == 5))
        {
            File.SetAttributes(file, FileAttributes.Normal);
            await File.WriteAllTextAsync(file, "maple");
        }

        Assert.That(() => ExportAsync(here, version), Throws.InstanceOf<TaskFailedException>().With.Message.Contain("'a' of prn:demo.demofile").And.Message.Contain("damaged"));
        Assert.That(Directory.GetFiles(FolderOf(here)), Is.Empty);
    }

    private static async Task<string> TextAsync(TestPulp test, RepositoryVersion version, string path)
    {
        await using var stream = await test.Pulp.OpenAsync(version, path);
        using var reader = new StreamReader(stream!);
        return await reader.ReadToEndAsync();
    }

    private static async Task<T> OneAsync<T>(TestPulp test, RepositoryVersion version, string name)
        where T : Content
    {
        await foreach (var unit in test.Pulp.QueryAsync<T>(Condition.Equal("name", name), version))
            return unit;
        throw new InvalidOperationException(name);
    }

    private static async Task<DemoBundle> FirstBundleAsync(TestPulp test, RepositoryVersion version)
    {
        await foreach (var unit in test.Pulp.ContentAsync<DemoBundle>(version))
            return unit;
        throw new InvalidOperationException();
    }

    private sealed class Told : IProgress<IReadOnlyList<ProgressReport>>
    {
        public IReadOnlyList<ProgressReport> Last { get; private set; } = [];

        public void Report(IReadOnlyList<ProgressReport> value) => Last = value;
    }
}
