using System.Diagnostics;
using System.Text.Json;
using Pulp.Plugins.Ansible.Archives;
using Pulp.Plugins.Ansible.Details;
using Pulp.Plugins.Ansible.Tests.Support;
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
        foreach (var folder in InstalledCollections.Folders)
        {
            var builder = InstalledCollections.Builder(folder);
            var tarball = builder.Build();
            try
            {
                var read = await CollectionArchiveTests.ReadAsync(tarball, builder.FileName, CollectionChecks.Mirror);
                var unexpected = read.Messages.Where(message => message.Level == UploadMessageLevel.Warning && message.Text.Contains("documentation of", StringComparison.Ordinal)).ToList();
                await TestContext.Out.WriteLineAsync($"{builder.FileName}: {tarball.Length} bytes, {read.Items.Count} items, {read.Items.Count(item => !item.DocStrings.IsEmpty)} documented, {string.Join(" | ", unexpected.Select(message => message.Text))}");
                Assert.That(read.Items.Where(item => item.Type == "module").Count(item => item.DocStrings.IsEmpty), Is.LessThanOrEqualTo(read.Items.Count / 2), builder.FileName);
            }
            catch (CollectionRefusedException problem)
            {
                refused.Add($"{builder.FileName}: {problem.Message}");
            }
        }

        Assert.That(refused, Is.Empty);
    }

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
}
