using System.Text.Json.Nodes;
using Pulp.FunctionalTests.Support;

namespace Pulp.FunctionalTests.CommandLine;

[TestFixture]
public sealed class AddedPluginTests
{
    private TemporaryFolder folder = null!;

    private string Data => folder.Below("data");

    [SetUp]
    public void CreateFolder() => folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public async Task A_plugin_that_is_added_beside_a_running_server_is_there_at_its_next_start_and_gone_after_it_is_removed()
    {
        await using (var first = await PulpProcess.StartOnAsync(Data))
        {
            Assert.That((await RunAsync("plugin", "add", PluginFolders.Fixture("Good"))).Succeeded().Output, Does.Contain("good 1.0.0 was added").And.Contain("at its next start"));
            Assert.That(await StateAsync(first, "good"), Is.Null);
        }

        await using (var second = await PulpProcess.StartOnAsync(Data))
        {
            Assert.That(await StateAsync(second, "good"), Is.EqualTo("loaded"));
            Assert.That(await second.Api.StatusAsync("/good/day"), Is.EqualTo(System.Net.HttpStatusCode.OK));
            await second.Api.CreateAsync("repositories/good/good/", new { name = "one" });
            Assert.That((await RunAsync("plugin", "remove", "good")).Error, Does.Contain("--yes"));
            Assert.That((await RunAsync("plugin", "remove", "good", "--yes")).Succeeded().Output, Does.Contain("good 1.0.0 was removed. What the server keeps of it stays.").And.Contain("plugin purge good"));
            Assert.That((await second.Api.GetAsync("repositories/good/good/"))["count"]!.GetValue<int>(), Is.EqualTo(1), "it runs until the server stops");
            Assert.That(Directory.EnumerateFiles(Path.Combine(Data, "plugins"), "Fixtures.Good.dll", SearchOption.AllDirectories), Is.Not.Empty, "with all its files");
        }

        await using (var third = await PulpProcess.StartOnAsync(Data))
        {
            Assert.That(await StateAsync(third, "good"), Is.EqualTo("missing"));
            Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(Data, "plugins")), Is.Empty);
        }
    }

    [Test]
    public async Task What_was_dropped_into_the_folder_of_added_plugins_is_taken_or_named_with_its_reason()
    {
        (await RunAsync("plugin", "add", PluginFolders.Fixture("Shapes"))).Succeeded();
        PluginFolders.Copy(PluginFolders.Fixture("Good"), Path.Combine(Data, "plugins", "by hand"));
        await File.AppendAllTextAsync(Path.Combine(Data, "plugins", "shapes-1.0.0", "Fixtures.Shapes.dll"), " ");

        await using var pulp = await PulpProcess.StartOnAsync(Data);

        Assert.That(await StateAsync(pulp, "good"), Is.EqualTo("loaded"));
        Assert.That(await StateAsync(pulp, "shapes"), Is.EqualTo("refused"));
        Assert.That(await StateAsync(pulp, "python"), Is.EqualTo("loaded"));
        Assert.That(pulp.Output, Does.Contain("'Fixtures.Shapes.dll' is not the file that its pulp-plugin.json names"));
        Assert.That((await RunAsync("plugin", "list")).Succeeded().Output, Does.Contain("'Fixtures.Shapes.dll' is not the file that its pulp-plugin.json names"));
    }

    [Test]
    public async Task Only_trusted_plugins_are_taken_where_that_is_asked_for()
    {
        (await RunAsync("plugin", "add", PluginFolders.Fixture("Good"))).Succeeded();
        var trusted = Digests((await RunAsync("plugin", "list", "--json")).Succeeded().Output)["good"];

        var listed = (await RunAsync("plugin", "list", "--json", "--setting", $"TrustedPlugins={trusted}")).Succeeded().Output;

        Assert.That(JsonNode.Parse(listed)!.AsArray().Where(plugin => plugin!["state"]!.GetValue<string>() == "loaded").Select(plugin => plugin!["plugin"]!.GetValue<string>()), Is.EqualTo(new[] { "good" }));
        Assert.That((await RunAsync("plugin", "list", "--setting", "TrustedPlugins=all")).Error, Does.Contain("'all' is no SHA-256 digest"));
    }

    private static Dictionary<string, string> Digests(string listing) => JsonNode.Parse(listing)!.AsArray()
        .ToDictionary(plugin => plugin!["plugin"]!.GetValue<string>(), plugin => plugin!["manifest_digest"]!.GetValue<string>(), StringComparer.Ordinal);

    private static async Task<string?> StateAsync(PulpProcess pulp, string label) => (await pulp.Api.GetAsync("/pulp/api/v3/status/"))["plugins"]!.AsArray()
        .SingleOrDefault(plugin => plugin!["component"]!.GetValue<string>() == label)?["state"]!.GetValue<string>();

    private Task<ToolResult> RunAsync(params string[] arguments) => Tool.RunAsync("dotnet", [PulpProcess.Program, .. arguments, "--data", Data], folder.Path);
}
