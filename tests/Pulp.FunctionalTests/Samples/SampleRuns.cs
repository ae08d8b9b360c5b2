using System.Diagnostics;
using System.Net;
using Pulp.FunctionalTests.Support;

namespace Pulp.FunctionalTests.Samples;

/// <summary>
/// Runs samples, wherever they were built, and checks what they do.
/// </summary>
internal static class SampleRuns
{
    private const string Listening = "Now listening on: ";

    public static async Task ConsoleAsync(string program)
    {
        using var folder = new TemporaryFolder();
        string[] arguments = [program, Stories.Upstream.Url, "apple", folder.Below("pulp")];
        var first = (await Tool.RunAsync("dotnet", arguments, folder.Path)).Succeeded().Output;
        var second = (await Tool.RunAsync("dotnet", arguments, folder.Path)).Succeeded().Output;

        Assert.That(first, Does.Contain("Version 1 holds 2 units").And.Contain("apple-2.0").And.Contain("version 3 has apple-1.0-py3-none-any.whl again"));
        Assert.That(second, Does.Contain("Version 3 holds 2 units").And.Contain("version 5 has"));
    }

    public static async Task WebAsync(string program)
    {
        using var folder = new TemporaryFolder();
        var start = Tool.Describe(
            "dotnet", [program, "--Urls=http://127.0.0.1:0", $"--Folder={folder.Below("pulp")}", $"--contentRoot={Path.GetDirectoryName(program)}"], folder.Path);
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
}
