using Pulp.FunctionalTests.Support;

namespace Pulp.FunctionalTests.Samples;

/// <summary>The documentation becomes a site: every link and every reference to a member leads somewhere.</summary>
[TestFixture]
[Category("RealClients")]
public sealed class SiteTests
{
    [Test]
    public async Task The_pages_and_the_API_reference_become_a_site_without_a_warning()
    {
        using var folder = new TemporaryFolder();
        var restored = await DotnetAsync("tool", "restore");
        if (restored.ExitCode != 0)
            Assert.Ignore($"The generator is not available here: {restored}");
        (await DotnetAsync("docfx", "docs/docfx.json", "--warningsAsErrors", "--output", folder.Below("site"))).Succeeded();

        foreach (var page in new[] { "index.html", "embedding.html", "extending.html", "writing-a-plugin.html", "settings.html", "api/Pulp.PulpInstance.html", "api/Pulp.Testing.Plugins.PluginScenario.html" })
            Assert.That(folder.Below("site", page), Does.Exist);
        Assert.That(await File.ReadAllTextAsync(folder.Below("site", "api", "Pulp.PulpInstance.html")), Does.Contain("SyncAsync"));

        static Task<ToolResult> DotnetAsync(params string[] arguments)
        {
            var start = Tool.Describe("dotnet", arguments, PulpProcess.SourceRoot);
            start.Environment["HOME"] = Environment.GetEnvironmentVariable("HOME");
            return Tool.RunAsync(start, within: TimeSpan.FromMinutes(8));
        }
    }
}
