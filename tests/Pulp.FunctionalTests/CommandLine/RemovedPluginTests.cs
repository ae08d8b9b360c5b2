using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Pulp.FunctionalTests.Support;

namespace Pulp.FunctionalTests.CommandLine;

[TestFixture]
[Category("RealClients")]
public sealed class RemovedPluginTests
{
    private TemporaryFolder folder = null!;

    private string Plugins => folder.Below("plugins");

    private string Data => folder.Below("data");

    [SetUp]
    public void FillFolder()
    {
        folder = new TemporaryFolder();
        foreach (var plugin in new[] { "file", "python" })
            PluginFolders.Copy(PluginFolders.Shipped(plugin), Path.Combine(Plugins, plugin));
    }

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public async Task What_a_removed_plugin_left_is_safe_until_it_is_back_or_purged()
    {
        (await RunAsync("mirror", "python", Stories.Upstream.Url, "--include", "apple", "--name", "fruit", "--policy", "immediate")).Succeeded();
        Assert.That((await RunAsync("plugin", "purge", "python", "--yes")).Error, Does.Contain("Nothing is kept of a plugin 'python' that is not loaded"));
        TakeAway();
        await using (var without = await PulpProcess.StartOnAsync(Data, "--plugins", Plugins, "--setting", "python.UpstreamPageFiles=5"))
        {
            var status = (await without.Api.GetAsync("/pulp/api/v3/status/"))["plugins"]!.AsArray().Single(plugin => Text(plugin, "component") != "file")!;
            Assert.That((Text(status, "component"), Text(status, "state")), Is.EqualTo(("python", "missing")));
            Assert.That(status["kept_content_units"]!.GetValue<int>(), Is.GreaterThan(0));
            Assert.That(status["kept_resources"]!.GetValue<int>(), Is.EqualTo(3), "a remote, a repository and a distribution");
            Assert.That(without.Output, Does.Contain($"Plugin python was missing: {Text(status, "reason")}").And.Contain("python not loaded: "));
            Assert.That(without.Output, Does.Contain("The setting python.UpstreamPageFiles (command line) is ignored: there is no plugin 'python'"));
            var listed = JsonNode.Parse((await RunAsync("plugin", "list", "--json")).Succeeded().Output)!.AsArray().Single(plugin => Text(plugin, "plugin") != "file")!;
            Assert.That((Text(listed, "plugin"), Text(listed, "state"), Text(listed, "reason")), Is.EqualTo(("python", "missing", Text(status, "reason"))));

            Assert.That(await AnswerAsync(without, "/pulp/api/v3/repositories/python/python/"), Is.EqualTo((HttpStatusCode.NotFound, $$"""{"detail":"Not found. The plugin 'python' is not loaded: {{Text(status, "reason")}}."}""")));
            Assert.That(await AnswerAsync(without, "/pulp/content/fruit/apple-2.0-py3-none-any.whl"), Is.EqualTo((HttpStatusCode.NotFound, "404: The plugin 'python', which serves this, is not loaded.")));
            Assert.That(await AnswerAsync(without, "/pypi/fruit/simple/"), Is.EqualTo((HttpStatusCode.NotFound, "404: The plugin 'python', which serves this, is not loaded.")));
            Assert.That(await AnswerAsync(without, "/pulp/content/vegetables/"), Is.EqualTo((HttpStatusCode.NotFound, "404: Not Found")));
            foreach (var basePath in new[] { "fruit", "fruit/below" })
                Assert.That(await RefusalAsync(without, basePath), Does.Contain("base_path"), "it would stand in its way");
            await without.Api.RunAsync(HttpMethod.Post, "/pulp/api/v3/orphans/cleanup/", new JsonObject { ["orphan_protection_time"] = 0 });

            var units = (await RunAsync("plugin", "content", "python")).Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
            Assert.That(units, Has.Count.EqualTo(status["kept_content_units"]!.GetValue<int>()));
            Assert.That(units.Select(unit => Text(unit["document"], "name")), Has.Some.EqualTo("apple"));
            Assert.That((await RunAsync("plugin", "purge", "python", "--yes")).ExitCode, Is.Not.Zero, "a server uses the data");
        }

        PutBack();
        await using (var with = await PulpProcess.StartOnAsync(Data, "--plugins", Plugins))
            Assert.That(await Pip.InstalledVersionAsync(with.IndexOf("fruit"), "apple"), Is.EqualTo("2.0"));
        Assert.That((await RunAsync("verify-store")).Succeeded().Output, Does.Contain("Nothing is wrong."));

        TakeAway();
        Assert.That((await RunAsync("plugin", "purge", "python")).Error, Does.Contain("Delete for good").And.Contain("1 repository python.python").And.Contain("--yes"));
        Assert.That((await RunAsync("plugin", "purge", "python", "--yes")).Succeeded().Output, Does.Contain("units and resources of 'python' were deleted"));
        Assert.That(JsonNode.Parse((await RunAsync("plugin", "list", "--json")).Succeeded().Output)!.AsArray().Select(plugin => Text(plugin, "plugin")), Is.EqualTo(new[] { "file" }));
        await using (var purged = await PulpProcess.StartOnAsync(Data, "--plugins", Plugins))
        {
            await purged.Api.RunAsync(HttpMethod.Post, "/pulp/api/v3/orphans/cleanup/", new JsonObject { ["orphan_protection_time"] = 0 });
            Assert.That((await purged.Api.GetAsync("/pulp/api/v3/artifacts/"))["count"]!.GetValue<int>(), Is.Zero);
        }

        PutBack();
        (await RunAsync("mirror", "python", Stories.Upstream.Url, "--include", "apple", "--name", "fruit", "--policy", "immediate")).Succeeded();
        Assert.That((await RunAsync("verify-store")).Succeeded().Output, Does.Contain("Nothing is wrong."));
    }

    private static string Text(JsonNode? node, string field) => node![field]?.GetValue<string>() ?? "";

    private static async Task<(HttpStatusCode Status, string Body)> AnswerAsync(PulpProcess pulp, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var response = await pulp.Api.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<string> RefusalAsync(PulpProcess pulp, string basePath)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/pulp/api/v3/distributions/file/file/") { Content = JsonContent.Create(new { name = basePath, base_path = basePath }) };
        using var response = await pulp.Api.SendAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        return await response.Content.ReadAsStringAsync();
    }

    private void TakeAway() => Directory.Move(Path.Combine(Plugins, "python"), folder.Below("taken"));

    private void PutBack() => Directory.Move(folder.Below("taken"), Path.Combine(Plugins, "python"));

    private Task<ToolResult> RunAsync(params string[] arguments) =>
        Tool.RunAsync("dotnet", [PulpProcess.Program, .. arguments, "--data", Data, "--plugins", Plugins], folder.Path);
}
