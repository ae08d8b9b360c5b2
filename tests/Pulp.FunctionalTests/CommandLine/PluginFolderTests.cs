using System.Text.Json;
using System.Text.Json.Nodes;
using Pulp.FunctionalTests.Support;

namespace Pulp.FunctionalTests.CommandLine;

[TestFixture]
[Category("RealClients")]
public sealed class PluginFolderTests
{
    private TemporaryFolder folder = null!;

    private string Plugins => folder.Below("plugins");

    [SetUp]
    public void FillFolder()
    {
        folder = new TemporaryFolder();
        Directory.CreateDirectory(Plugins);
        Copy(PluginFolders.Shipped("python"), "python");
    }

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public async Task Whatever_lies_in_the_folder_the_server_starts_and_names_each_refusal_in_one_line()
    {
        foreach (var fixture in Directory.EnumerateDirectories(Path.Combine(AppContext.BaseDirectory, "PluginFixtures")))
            Copy(fixture, Path.GetFileName(fixture));
        await File.WriteAllTextAsync(Path.Combine(Plugins, "Misbehaving", "behavior.txt"), "static constructor throws");
        Spoil();

        await using var pulp = await PulpProcess.StartAsync("mirror", "python", Stories.Upstream.Url, "--include", "apple", "--name", "fruit", "--plugins", Plugins, "--serve");

        var reported = (await pulp.Api.GetAsync("/pulp/api/v3/status/"))["plugins"]!.AsArray();
        var refused = reported.Where(plugin => Text(plugin, "state") != "loaded").ToDictionary(plugin => Text(plugin, "component"), plugin => Text(plugin, "reason"), StringComparer.Ordinal);
        Assert.That(
            reported.Where(plugin => Text(plugin, "state") == "loaded").Select(plugin => Text(plugin, "component")),
            Is.EquivalentTo(new[] { "conflicting_a", "conflicting_b", "good", "keys", "python", "same_route", "shapes" }));
        Assert.That(refused.Keys, Is.SupersetOf(new[] { "cut_off", "good", "linked", "misbehaving", "native", "newer_contract", "no_manifest", "not_json", "other_major", "two_plugins", "writable" }));
        Assert.That(refused.Values, Has.All.Not.Empty.And.All.Not.Contain("\n").And.All.Not.Contain(Plugins));
        Assert.That(refused["misbehaving"], Does.Contain("no static state"));
        Assert.That(await Pip.InstalledVersionAsync(pulp.IndexOf("fruit"), "apple"), Is.EqualTo("2.0"));

        var listed = (await Tool.RunAsync("dotnet", [PulpProcess.Program, "plugin", "list", "--json", "--plugins", Plugins], folder.Path)).Succeeded();
        Assert.That(
            JsonDocument.Parse(listed.Output).RootElement.EnumerateArray().Select(plugin => (plugin.GetProperty("plugin").GetString(), plugin.GetProperty("reason").GetString())),
            Is.EquivalentTo(reported.Select(plugin => (plugin!["component"]!.GetValue<string>(), plugin["reason"]?.GetValue<string>()))));
        foreach (var (name, reason) in refused)
            Assert.That(pulp.Output.Split('\n').Count(line => line.Contains("warn:", StringComparison.Ordinal) && line.Contains(name, StringComparison.Ordinal) && line.Contains(reason, StringComparison.Ordinal)), Is.EqualTo(1), name);
    }

    [Test]
    public async Task A_plugin_whose_endpoints_fail_or_are_anothers_runs_without_them_and_says_so()
    {
        foreach (var fixture in new[] { "Good", "SameRoute", "Misbehaving" })
            Copy(PluginFolders.Fixture(fixture), fixture);
        File.Delete(Path.Combine(Plugins, "Misbehaving", "pulp-plugin.json"));
        await File.WriteAllTextAsync(Path.Combine(Plugins, "Misbehaving", "behavior.txt"), "nothing");
        await File.WriteAllTextAsync(Path.Combine(Plugins, "Misbehaving", "pulp-plugin.json"), """{ "label": "misbehaving", "version": "1.0.0", "assembly": "Fixtures.Misbehaving.dll", "contract": { "major": 1, "minor": 0 }, "targetFramework": "net10.0" }""");

        await using var pulp = await PulpProcess.StartAsync("--plugins", Plugins);

        var reported = (await pulp.Api.GetAsync("/pulp/api/v3/status/"))["plugins"]!.AsArray().ToDictionary(plugin => Text(plugin, "component"), plugin => (State: Text(plugin, "state"), Reason: Text(plugin, "reason")), StringComparer.Ordinal);
        Assert.That(reported["good"].State, Is.EqualTo("loaded"));
        Assert.That(reported["python"].State, Is.EqualTo("loaded"));
        Assert.That(reported["same_route"], Is.EqualTo(("malfunctioned", "its route GET /Good/{other} is also one of the plugin 'good', so it runs without endpoints")));
        Assert.That(reported["misbehaving"].State, Is.EqualTo("malfunctioned"));
        Assert.That(reported["misbehaving"].Reason, Does.Contain("'Fixtures.Misbehaving.MissingEndpoints'"));
        Assert.That(await pulp.Api.StatusAsync("/good/day"), Is.EqualTo(System.Net.HttpStatusCode.OK));
        Assert.That(pulp.Output, Does.Contain(reported["same_route"].Reason).And.Contain(reported["misbehaving"].Reason));
    }

    private static string Text(JsonNode? plugin, string field) => plugin![field]?.GetValue<string>() ?? "";

    // What operators drop into such folders by mistake, or attackers on purpose.
    private void Spoil()
    {
        foreach (var name in new[] { "cut_off", "not_json", "writable" })
            Copy(PluginFolders.Fixture("Good"), name);
        File.WriteAllBytes(Path.Combine(Plugins, "cut_off", "Fixtures.Good.dll"), File.ReadAllBytes(Path.Combine(Plugins, "Good", "Fixtures.Good.dll"))[..3000]);
        File.WriteAllText(Path.Combine(Plugins, "cut_off", "pulp-plugin.json"), File.ReadAllText(Path.Combine(Plugins, "Good", "pulp-plugin.json")).Replace("\"good\"", "\"cut_off\"", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(Plugins, "not_json", "pulp-plugin.json"), "{");
        File.SetUnixFileMode(Path.Combine(Plugins, "writable", "Fixtures.Good.dll"), (UnixFileMode)0b110_110_110);
        Directory.CreateDirectory(Path.Combine(Plugins, "no_manifest"));
        File.CreateSymbolicLink(Path.Combine(Plugins, "linked"), Path.Combine(Plugins, "Good"));
        var native = Directory.CreateDirectory(Path.Combine(Plugins, "native")).FullName;
        File.WriteAllBytes(Path.Combine(native, "library.dll"), [0x7F, (byte)'E', (byte)'L', (byte)'F', .. new byte[100]]);
        File.WriteAllText(Path.Combine(native, "pulp-plugin.json"), """{ "label": "native", "version": "1.0.0", "assembly": "library.dll", "contract": { "major": 1, "minor": 0 }, "targetFramework": "net10.0" }""");
    }

    private void Copy(string source, string name) => PluginFolders.Copy(source, Path.Combine(Plugins, name));
}
