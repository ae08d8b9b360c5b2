using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Pulp.FunctionalTests.Support;

namespace Pulp.FunctionalTests.Samples;

/// <summary>The samples do what they say, as processes of their own.</summary>
internal sealed class SampleTests
{
    private const string Listening = "Now listening on: ";

    [Test]
    public async Task A_console_application_mirrors_reads_and_rolls_back_without_a_web_server()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = [ProgramOf("EmbedInConsole"), Stories.Upstream.Url, "apple", folder.Below("pulp")];
        var first = (await Tool.RunAsync("dotnet", arguments, folder.Path)).Succeeded().Output;
        var second = (await Tool.RunAsync("dotnet", arguments, folder.Path)).Succeeded().Output;

        Assert.That(first, Does.Contain("Version 1 holds 2 files").And.Contain("apple-2.0").And.Contain("version 3 has apple-1.0-py3-none-any.whl again"));
        Assert.That(second, Does.Contain("Version 3 holds 2 files").And.Contain("version 5 has"));
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
    public async Task A_web_application_has_an_index_for_its_own_users_below_a_path()
    {
        using var folder = new TemporaryFolder();
        var start = Tool.Describe(
            "dotnet", [ProgramOf("EmbedInWebApp"), "--Urls=http://127.0.0.1:0", $"--Folder={folder.Below("pulp")}", $"--contentRoot={Path.GetDirectoryName(ProgramOf("EmbedInWebApp"))}"], folder.Path);
        using var process = Process.Start(start)!;
        try
        {
            var url = await AddressAsync(process);
            var index = "packages/pypi/private/simple/";
            var wheel = Wheel.Build(folder.Path, "hazel", "1.0");
            Assert.That((await UploadAsync("ben", "hidden")).ToString(), Does.Contain("403"), "who has no role may read only");
            (await UploadAsync("ann", "secret")).Succeeded();
            (await Pip.DownloadAsync(folder, $"http://ben:hidden@{url.Authority}/{index}", "hazel")).Succeeded();

            using var anonymous = new HttpClient { BaseAddress = url };
            using var refused = await anonymous.GetAsync(index);
            using var health = await anonymous.GetAsync("health");
            Assert.That((refused.StatusCode, await health.Content.ReadAsStringAsync()), Is.EqualTo((HttpStatusCode.Unauthorized, "Healthy")));

            Task<ToolResult> UploadAsync(string user, string password) => Tool.RunAsync(
                Prerequisite.Twine, ["upload", "--non-interactive", "--disable-progress-bar", "--repository-url", new Uri(url, index).ToString(), "-u", user, "-p", password, wheel], folder.Path);
        }
        finally
        {
            await Signals.TerminateAsync(process);
        }
    }

    private static Task<Uri> AddressAsync(Process process)
    {
        var url = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
                url.TrySetException(new InvalidOperationException("The application ended instead of serving."));
            else if (line.Data.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
                url.TrySetResult(new Uri(line.Data[(at + Listening.Length)..].Trim()));
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return url.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

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
