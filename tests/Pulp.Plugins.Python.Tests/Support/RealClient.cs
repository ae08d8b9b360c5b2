using System.Diagnostics;

namespace Pulp.Plugins.Python.Tests.Support;

/// <summary>Runs pip and twine as they are installed on the machine.</summary>
internal static class RealClient
{
    public static async Task RequireAsync(string tool, string argument)
    {
        try
        {
            if ((await RunAsync(tool, [argument])).ExitCode == 0)
                return;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // Not there; told below.
        }

        if (Environment.GetEnvironmentVariable("CI") is "true")
            Assert.Fail($"{tool} is not installed.");
        TestContext.Error.WriteLine($"Not installed: {tool}. The tests with real clients need the packages that .ci/run lists.");
        Assert.Ignore($"{tool} is not installed on this machine.");
    }

    public static async Task<(int ExitCode, string Output)> RunAsync(string tool, IReadOnlyList<string> arguments)
    {
        var start = tool == "pip" ? new ProcessStartInfo("python3", ["-m", "pip", "--disable-pip-version-check", .. arguments]) : new ProcessStartInfo(tool, arguments);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        // Neither the machine's own settings nor its proxy.
        foreach (var name in (string[])["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL"])
            start.Environment.Remove(name);
        start.Environment["PIP_CONFIG_FILE"] = OperatingSystem.IsWindows() ? "nul" : "/dev/null";
        start.Environment["PIP_NO_INPUT"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
