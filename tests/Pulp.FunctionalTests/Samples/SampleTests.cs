using System.Text.Json;
using Pulp.FunctionalTests.Support;

namespace Pulp.FunctionalTests.Samples;

/// <summary>The samples do what they say, as processes of their own.</summary>
internal sealed class SampleTests
{
    [Test]
    public async Task A_console_application_mirrors_reads_and_rolls_back_without_a_web_server()
    {
        await SampleRuns.ConsoleAsync(ProgramOf("EmbedInConsole"));
        Assert.That(FrameworksOf("EmbedInConsole"), Is.EqualTo(new[] { "Microsoft.NETCore.App" }));
    }

    [Test]
    public async Task A_set_of_packages_is_promoted_to_production_and_rolled_back()
    {
        using var folder = new TemporaryFolder();
        var output = (await Tool.RunAsync("dotnet", [ProgramOf("Promote"), Stories.Upstream.Url, folder.Below("pulp"), "apple", "pear"], folder.Path)).Succeeded().Output;

        Assert.That(output, Does.Contain("production: 1 had 3 files, 2 had 2, 3 has 3 again."));
    }

    [Test]
    public Task A_web_application_has_an_index_for_its_own_users_below_a_path() => SampleRuns.WebAsync(ProgramOf("EmbedInWebApp"));

    private static IEnumerable<string> FrameworksOf(string sample)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(ProgramOf(sample), ".runtimeconfig.json")));
        var options = document.RootElement.GetProperty("runtimeOptions");
        return options.TryGetProperty("framework", out var only)
            ? [only.GetProperty("name").GetString()!]
            : [.. options.GetProperty("frameworks").EnumerateArray().Select(framework => framework.GetProperty("name").GetString()!)];
    }

    private static string ProgramOf(string sample) => PulpProcess.Program.Replace($"{Path.DirectorySeparatorChar}Pulp.Server{Path.DirectorySeparatorChar}", $"{Path.DirectorySeparatorChar}samples{Path.DirectorySeparatorChar}{sample}{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        .Replace("Pulp.Server.dll", $"{sample}.dll", StringComparison.Ordinal);
}
