using Microsoft.Extensions.DependencyInjection;
using Pulp.Data;
using Pulp.Maintenance;
using Pulp.Queries;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Sync;
using Pulp.Tasking;
using Pulp.Testing.Upstream;
using Pulp.Tests.Support;

namespace Pulp.Tests;

[TestFixture]
internal sealed class PulpInstanceTests
{
    [Test]
    public async Task An_application_mirrors_reads_rolls_back_promotes_and_compares()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Map("/a", FakeAnswer.Ok("content of a"));
        await using var test = await TestPulp.StartAsync();
        var pulp = test.Pulp;
        var remote = await pulp.CreateAsync(new DemoRemote { Name = "upstream", Url = upstream.Url.AbsoluteUri, Policy = DownloadPolicy.OnDemand });
        var repository = await pulp.CreateAsync(new DemoRepository { Name = "mirror", Remote = remote.Id });

        test.Script.Yield(new DeclaredContent(new DemoFile { Name = "a" }, TestPulp.FileAt(upstream.UrlOf("/a"), "a", "content of a"u8)), new DeclaredContent(new DemoFile { Name = "b" }));
        var first = await pulp.SyncAsync(repository);
        Assert.That(upstream.CountOf("/a"), Is.Zero);
        Assert.That(await test.NamesAsync(first), Is.EqualTo("a b"));
        await using (var stream = await pulp.OpenAsync(first, "a"))
        {
            using var reader = new StreamReader(stream!);
            Assert.That(await reader.ReadToEndAsync(), Is.EqualTo("content of a"));
        }

        Assert.That(await pulp.OpenAsync(first, "nothing"), Is.Null);
        test.Script.Yield(new DeclaredContent(new DemoFile { Name = "c" }));
        var second = await pulp.SyncAsync(repository, mirror: true);
        Assert.That(await DifferenceAsync(second, first), Is.EqualTo("c"));
        Assert.That(await DifferenceAsync(first, second), Is.EqualTo("a b"));
        var back = await pulp.SetContentAsync(repository, first);
        Assert.That(await test.NamesAsync(back), Is.EqualTo("a b"));
        var production = await pulp.CreateAsync(new DemoRepository { Name = "production" });
        Assert.That(await test.NamesAsync(await pulp.SetContentAsync(production, second)), Is.EqualTo("c"));
        var (unit, version) = await pulp.UploadAsync<DemoFile>(new MemoryStream("mine"u8.ToArray()), "d", production);
        Assert.That((unit.Text, await test.NamesAsync(version!)), Is.EqualTo(("mine", "c d=mine")));
        Assert.That((await pulp.FindAsync<DemoRepository>("production"))!.LatestVersion, Is.EqualTo(2));
        await pulp.DeleteAsync(repository);
        Assert.That(await pulp.FindAsync<DemoRepository>("mirror"), Is.Null);

        async Task<string> DifferenceAsync(RepositoryVersion one, RepositoryVersion without)
        {
            var names = new List<string>();
            await foreach (var content in pulp.DifferenceAsync(one, without))
                names.Add(((DemoFile)content).Name);
            names.Sort(StringComparer.Ordinal);
            return string.Join(' ', names);
        }
    }

    [Test]
    public async Task Units_are_found_by_their_fields()
    {
        await using var test = await TestPulp.StartAsync();
        var repository = await test.RepositoryAsync();
        var version = await test.Pulp.AddAsync(repository, await test.FilesAsync("a", "b", "c"));
        await test.Pulp.RemoveAsync(repository, await test.FilesAsync("b"));

        Assert.That(await NamesAsync(Condition.Equal("name", "b"), version), Is.EqualTo(new[] { "b" }));
        Assert.That(await NamesAsync(Condition.Equal("name", "b"), await test.Pulp.LatestAsync(repository)), Is.Empty);
        Assert.That(await NamesAsync(where: null, version, new Ordering("name", Descending: true)), Is.EqualTo(new[] { "c", "b", "a" }));
        Assert.That(() => NamesAsync(Condition.Equal("colour", "red"), version), Throws.InstanceOf<ArgumentException>().With.Message.Contain("colour"));

        async Task<List<string>> NamesAsync(Condition? where, RepositoryVersion? version, params Ordering[] orderBy)
        {
            var names = new List<string>();
            await foreach (var file in test.Pulp.QueryAsync<DemoFile>(where, version, orderBy))
                names.Add(file.Name);
            return names;
        }
    }

    [Test]
    public async Task What_is_damaged_is_repaired_and_what_nothing_holds_is_cleaned_up()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Map("/a", FakeAnswer.Ok("content of a"));
        await using var test = await TestPulp.StartAsync();
        var remote = await test.Pulp.CreateAsync(new DemoRemote { Name = "upstream", Url = upstream.Url.AbsoluteUri });
        var repository = await test.RepositoryAsync("mirror", repository => repository with { Remote = remote.Id });
        test.Script.Yield(new DeclaredContent(new DemoFile { Name = "a" }, TestPulp.FileAt(upstream.UrlOf("/a"), "a", "content of a"u8)));
        var version = await test.Pulp.SyncAsync(repository);
        File.Delete(Directory.GetFiles(Path.Combine(test.Folder, "storage", "artifact"), "*", SearchOption.AllDirectories).Single());

        Assert.That(await test.Pulp.RepairAsync(version), Is.EqualTo(new RepairResult(1, 0, 1)));
        await test.Pulp.DeleteAsync(repository);
        Assert.That(() => test.Pulp.RepairAsync(version), Throws.InstanceOf<RepositoryChangeException>());
        var cleaned = await test.Pulp.CleanUpAsync(TimeSpan.Zero);
        Assert.That((cleaned.Contents, cleaned.Artifacts), Is.EqualTo((1L, 1L)));
    }

    [Test]
    public async Task Two_Pulps_in_one_process_do_not_touch_each_other()
    {
        await using var one = await TestPulp.StartAsync();
        await using var two = await TestPulp.StartAsync();
        var first = await one.RepositoryAsync("same");
        var second = await two.RepositoryAsync("same");
        await one.Pulp.AddAsync(first, await one.FilesAsync("one"));
        await two.Pulp.AddAsync(second, await two.FilesAsync("two"));
        Assert.That(await one.NamesAsync(first), Is.EqualTo("one"));
        Assert.That(await two.NamesAsync(second), Is.EqualTo("two"));
        await one.DisposeAsync();
        Assert.That(await two.NamesAsync(second), Is.EqualTo("two"));
    }

    [Test]
    public async Task A_provider_that_is_disposed_synchronously_interrupts_what_runs()
    {
        var folder = Directory.CreateTempSubdirectory("pulp-test-").FullName;
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Guid task;
        var collection = new ServiceCollection();
        collection.AddSingleton<DemoScript>();
        collection.AddPulp(options => options.WorkingFolder = Path.Combine(folder, "work")).UseFolder(folder).AddPlugin<DemoPlugin>();
        using (var provider = collection.BuildServiceProvider())
        {
            await provider.GetRequiredService<PulpRuntime>().StartAsync();
            var pulp = provider.GetRequiredService<PulpInstance>();
            provider.GetRequiredService<DemoScript>().Read = (_, token) => HangAsync(token);
            var remote = await pulp.CreateAsync(new DemoRemote { Name = "remote", Url = "http://127.0.0.1:9/" });
            var repository = await pulp.CreateAsync(new DemoRepository { Name = "repository", Remote = remote.Id });
            _ = pulp.SyncAsync(repository);
            await begun.Task;
            task = provider.GetRequiredService<TaskDispatcher>().Running().Single().Id;
        }

        await using var next = await TestPulp.StartAsync(folder);
        var stored = await next.Database.ReadAsync(session => session.Tasks.GetAsync(task));
        Assert.That(stored!.State, Is.EqualTo(TaskState.Failed));
        Assert.That(await next.NumbersAsync((await next.Pulp.FindAsync<DemoRepository>("repository"))!), Is.EqualTo("0"));
        await next.AssertNothingLeftAsync();

        async IAsyncEnumerable<SyncItem> HangAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            yield break;
        }
    }

    [Test]
    public async Task A_repository_is_deleted_after_the_sync_that_runs_on_it()
    {
        await using var test = await TestPulp.StartAsync();
        var (begun, go) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        test.Script.Read = (_, _) => ReadAsync();
        var remote = await test.Pulp.CreateAsync(new DemoRemote { Name = "remote", Url = "http://127.0.0.1:9/" });
        var repository = await test.RepositoryAsync(with: made => made with { Remote = remote.Id });
        var syncing = test.Pulp.SyncAsync(repository);
        await begun.Task;
        var deletions = new[] { test.Pulp.DeleteAsync(repository), test.Pulp.DeleteAsync(remote) };
        foreach (var task in await WaitingAsync(2))
            Assert.That(test.Get<TaskDispatcher>().Peek(task.Id)!.State, Is.EqualTo(TaskState.Waiting));
        go.SetResult();
        Assert.That((await syncing).Number, Is.EqualTo(1));
        await Task.WhenAll(deletions);
        Assert.That(await test.CountAsync("SELECT count(*) FROM repository_content"), Is.Zero);

        async Task<IReadOnlyList<PulpTask>> WaitingAsync(int count)
        {
            while (true)
            {
                var page = await test.Database.ReadAsync(session => session.Tasks.QueryAsync(Domains.Domain.DefaultId, new() { Where = Queries.Condition.Equal("name", DeleteResourceTask.Name) }));
                if (page.Items.Count == count)
                    return page.Items;
                await Task.Yield();
            }
        }

        async IAsyncEnumerable<SyncItem> ReadAsync()
        {
            yield return new DeclaredContent(new DemoFile { Name = "a" });
            begun.SetResult();
            await go.Task;
            yield return new DeclaredContent(new DemoFile { Name = "b" });
        }
    }

    [Test]
    public async Task A_file_of_the_machine_is_uploaded_and_opened_through_its_unit()
    {
        await using var test = await TestPulp.StartAsync();
        var path = Path.Combine(test.Folder, "local.txt");
        await File.WriteAllTextAsync(path, "local bytes");
        var repository = await test.RepositoryAsync();
        var (unit, version) = await test.Pulp.UploadFileAsync<DemoFile>(path, repository);
        Assert.That((unit.Name, version!.Number), Is.EqualTo(("local.txt", 1L)));
        var file = (await test.Pulp.FilesAsync(unit)).Single(found => found.RelativePath == "local.txt");
        await using var stream = await test.Pulp.OpenAsync(file);
        using var reader = new StreamReader(stream);
        Assert.That(await reader.ReadToEndAsync(), Is.EqualTo("local bytes"));
        Assert.That(await test.Pulp.DeleteAsync(version), Is.True);
        Assert.That(await test.NumbersAsync(repository), Is.EqualTo("0"));
    }

    [Test]
    public async Task A_resource_is_found_by_what_refers_to_it()
    {
        await using var test = await TestPulp.StartAsync();
        var repository = await test.RepositoryAsync();
        var distribution = await test.Pulp.CreateAsync(new DemoDistribution { Name = "d", BasePath = "d", Repository = repository.Id });
        Assert.That((await test.Pulp.GetAsync<Repository>(distribution.Repository!.Value))!.Name, Is.EqualTo("repository"));
        Assert.That(await test.Pulp.GetAsync<DemoRemote>(repository.Id), Is.Null);
    }

    [Test]
    public async Task What_was_not_saved_is_refused_at_once()
    {
        await using var test = await TestPulp.StartAsync();
        var unsaved = new DemoRepository { Name = "unsaved" };
        Assert.ThrowsAsync<ArgumentException>(() => test.Pulp.SyncAsync(unsaved));
        Assert.ThrowsAsync<ArgumentException>(() => test.Pulp.LatestAsync(unsaved));
        Assert.ThrowsAsync<ArgumentException>(() => test.Pulp.ModifyAsync(unsaved, new RepositoryChange { RemoveAll = true }));
        Assert.ThrowsAsync<ArgumentException>(() => test.Pulp.UpdateAsync(unsaved));
        Assert.ThrowsAsync<ArgumentException>(() => test.Pulp.DeleteAsync(unsaved));
        Assert.ThrowsAsync<ArgumentException>(() => test.Pulp.UploadAsync<DemoFile>(new MemoryStream(), "a", unsaved));
    }

    [Test]
    public async Task What_is_refused_is_said()
    {
        await using var test = await TestPulp.StartAsync();
        var made = await test.RepositoryAsync("a");
        Assert.That(Assert.ThrowsAsync<InvalidResourceException>(() => test.RepositoryAsync("a"))!.Errors.Keys, Is.EqualTo(new[] { "name" }));
        await test.Pulp.UpdateAsync(made with { Description = "x" });
        Assert.ThrowsAsync<InvalidResourceException>(() => test.Pulp.UpdateAsync(made with { Description = "y" }));
        await test.Pulp.DeleteAsync(made);
        Assert.ThrowsAsync<InvalidResourceException>(() => test.Pulp.DeleteAsync(made));
        Assert.That(Assert.ThrowsAsync<InvalidResourceException>(() => test.RepositoryAsync("b", input => input with { SyncSchedule = "every day" }))!.Errors.Keys, Is.EqualTo(new[] { "sync_schedule" }));
        Assert.That(Assert.ThrowsAsync<InvalidResourceException>(() => test.RepositoryAsync("b", input => input with { RetainRepoVersions = 0 }))!.Errors.Keys, Is.EqualTo(new[] { "retain_repo_versions" }));
    }
}
