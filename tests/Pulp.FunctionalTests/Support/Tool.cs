using System.Diagnostics;

namespace Pulp.FunctionalTests.Support;

/// <summary>
/// Runs a program to its end, in an environment that only the test decides.
/// </summary>
internal static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly string[] Foreign = ["PIP_", "PYTHON", "TWINE_", "PULP_", "VIRTUAL_ENV", "ANSIBLE_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "ASPNETCORE_", "DOTNET_ENVIRONMENT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"];

    public static Task<ToolResult> RunAsync(string program, IEnumerable<string> arguments, string folder) => RunAsync(Describe(program, arguments, folder));

    public static async Task<ToolResult> RunAsync(ProcessStartInfo start, TimeSpan? within = null)
    {
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(within ?? Limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException exception)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{start.FileName} {string.Join(' ', start.ArgumentList)} did not end within {within ?? Limit}.", exception);
        }

        return new ToolResult($"{start.FileName} {string.Join(' ', start.ArgumentList)}", process.ExitCode, await output, await error);
    }

    /// <summary>Runs a program, and interrupts it as Ctrl-C does once something has happened.</summary>
    public static async Task<ToolResult> InterruptAsync(string program, IEnumerable<string> arguments, string folder, Task happened)
    {
        var start = Describe(program, arguments, folder);
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        await Task.WhenAny(happened.WaitAsync(limit.Token), process.WaitForExitAsync(limit.Token));
        await Signals.InterruptAsync(process);
        return new ToolResult($"{program} {string.Join(' ', start.ArgumentList)}", process.ExitCode, await output, await error);
    }

    /// <summary>Describes a process whose settings come from its arguments alone: no configuration of the user or the machine counts.</summary>
    public static ProcessStartInfo Describe(string program, IEnumerable<string> arguments, string folder)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => Foreign.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))).ToList())
            start.Environment.Remove(name);
        start.Environment["PIP_CONFIG_FILE"] = "/dev/null";
        start.Environment["HOME"] = folder;
        start.Environment["NO_PROXY"] = "127.0.0.1";
        start.Environment["NO_COLOR"] = "1";
        // Ansible does not start where texts are not UTF-8.
        start.Environment["LC_ALL"] = "C.UTF-8";
        return start;
    }
}
