using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Ansible.Archives;
using Pulp.Plugins.Ansible.Details;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Tasking;
using Pulp.Uploads;

namespace Pulp.Plugins.Ansible.Tests.Archives;

[Category("RealClients")]
internal sealed class RealCollectionTests
{
    [OneTimeSetUp]
    public void Need_the_collections()
    {
        if (InstalledCollections.Folders.Count < 20)
            Assert.Ignore("Debian's package 'ansible' is not installed on this machine.");
    }

    [Test]
    [CancelAfter(600_000)]
    public async Task Collections_of_the_world_are_read()
    {
        var refused = new List<string>();
        var published = 0;
        var unread = new List<string>();
        foreach (var folder in InstalledCollections.Folders)
        {
            var builder = InstalledCollections.Builder(folder);
            var tarball = builder.Build();
            try
            {
                var read = await CollectionArchiveTests.ReadAsync(tarball, builder.FileName, CollectionChecks.Mirror);
                published += read.Messages.Any(message => message.Level == UploadMessageLevel.Warning && !IsOfOneFile(message)) ? 0 : 1;
                unread.AddRange(read.Messages.Select(message => message.Text).Where(text => text.StartsWith("The documentation of", StringComparison.Ordinal)));
                await TestContext.Out.WriteLineAsync($"{builder.FileName}: {tarball.Length} bytes, {read.Items.Count} items, {read.Items.Count(item => !item.DocStrings.IsEmpty)} documented; {string.Join(" | ", read.Messages.Where(message => message.Level == UploadMessageLevel.Warning).Select(message => message.Text))}");
                Assert.That(read.Items.Where(item => item.Type == "module").Count(item => item.DocStrings.IsEmpty), Is.LessThanOrEqualTo(read.Items.Count / 2), builder.FileName);
            }
            catch (CollectionRefusedException problem)
            {
                refused.Add($"{builder.FileName}: {problem.Message}");
            }
        }

        Assert.That(refused, Is.Empty);

        // Ansible itself cannot read this one.
        Assert.That(unread.Where(text => !text.Contains("na_santricity_iscsi_interface.py", StringComparison.Ordinal)), Is.Empty);

        // Debian leaves README.md and other files out of most.
        Assert.That(published, Is.GreaterThanOrEqualTo(20));
    }

    private static bool IsOfOneFile(UploadMessage message) => message.Text.StartsWith("The documentation of", StringComparison.Ordinal) || message.Text.StartsWith("The role '", StringComparison.Ordinal);

    [Test]
    [CancelAfter(120_000)]
    public async Task The_largest_collection_is_read_quickly_and_in_little_memory()
    {
        var builder = InstalledCollections.Builder(InstalledCollections.Folders.Single(folder => folder.EndsWith("community/general", StringComparison.Ordinal)));
        var tarball = builder.Build();
        await CollectionArchiveTests.ReadAsync(tarball, builder.FileName);
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var clock = Stopwatch.StartNew();
        var read = await CollectionArchiveTests.ReadAsync(tarball, builder.FileName);
        var details = DetailFile.Write(read);
        clock.Stop();
        var after = GC.GetTotalMemory(forceFullCollection: true);
        await TestContext.Out.WriteLineAsync($"{tarball.Length} bytes packed, {read.Items.Count} items, {details.Length} bytes of details, {clock.ElapsedMilliseconds} ms, {(after - before) >> 20} MiB kept, {read.Messages.Count} messages");

        Assert.That(read.Items.Count(item => item.Type == "module" && !item.DocStrings.IsEmpty), Is.GreaterThan(500));
        Assert.That(JsonDocument.Parse(details).RootElement.GetProperty("docs_blob").GetProperty("contents").GetArrayLength(), Is.EqualTo(read.Items.Count));
        Assert.That((after - before) >> 20, Is.LessThan(64));
        GC.KeepAlive(read);
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task The_largest_collection_is_uploaded_quickly_and_in_little_memory()
    {
        await using var host = await GalaxyHost.StartAsync();
        var repository = await host.CreateRepositoryAsync("large");
        var prn = host.Catalog.ResourceTypeOf(repository).PrnOf(repository.Id);
        await UploadAsync(host, new CollectionBuilder("acme", "first"), prn);
        var builder = InstalledCollections.Builder(InstalledCollections.Folders.Single(folder => folder.EndsWith("community/general", StringComparison.Ordinal)));
        builder.Info["version"] = "6.6.3";
        var tarball = builder.Build();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var clock = Stopwatch.StartNew();
        await UploadAsync(host, builder, prn, tarball);
        var detail = await host.GetJsonAsync(GalaxyTest.ContentOf("large") + "collections/index/community/general/versions/6.6.3/");
        clock.Stop();
        var after = GC.GetTotalMemory(forceFullCollection: false);
        await TestContext.Out.WriteLineAsync($"{tarball.Length} bytes uploaded and visible after {clock.ElapsedMilliseconds} ms, {(after - before) >> 20} MiB before collection, peak working set {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB");

        Assert.That(detail.GetProperty("artifact").GetProperty("size").GetInt32(), Is.EqualTo(tarball.Length));
        Assert.That((GC.GetTotalMemory(forceFullCollection: true) - before) >> 20, Is.LessThan(64));
    }

    private static async Task UploadAsync(GalaxyHost host, CollectionBuilder builder, string repository, byte[]? tarball = null)
    {
        using var form = new MultipartFormDataContent { { new StringContent(repository), "repository" }, { new ByteArrayContent(tarball ?? builder.Build()), "file", builder.FileName } };
        using var answer = await host.SendAsync(HttpMethod.Post, "/pulp/api/v3/content/ansible/collection_versions/", form);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(202), text);
        var id = Guid.Parse(JsonDocument.Parse(text).RootElement.GetProperty("task").GetString()!.Split('/', StringSplitOptions.RemoveEmptyEntries)[^1]);
        var task = await host.Services.GetRequiredService<TaskDispatcher>().WaitAsync(id);
        Assert.That(task.State, Is.EqualTo(TaskState.Completed), task.Error?.ToString());
    }
}
