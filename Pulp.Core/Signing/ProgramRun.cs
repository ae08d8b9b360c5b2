using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Pulp.Signing;

/// <summary>
/// Represents how a program of the machine ended.
/// </summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">What it wrote to its standard output.</param>
/// <param name="Error">The beginning of what it wrote to its standard error.</param>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    private const int MaximumOutput = 64 * 1024;
    private const int MaximumError = 2 * 1024;
    private const string SettingsPrefix = "PULP_";

    /// <summary>Runs a program to its end, with nothing to read and without the server's settings in its environment, which hold passwords.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">The directory it runs in.</param>
    /// <param name="variables">Further variables of its environment.</param>
    /// <param name="cancellationToken">Ends it with all it started.</param>
    /// <exception cref="SigningException">It cannot be started, or writes too much.</exception>
    public static async Task<ProgramRun> RunAsync(
        string program, IEnumerable<string> arguments, string folder, IEnumerable<KeyValuePair<string, string>> variables, CancellationToken cancellationToken)
    {
        using var process = Start(Describe(program, arguments, folder, variables));
        try
        {
            process.StandardInput.Close();
            var error = ReadAsync(process.StandardError, MaximumError, isCut: true, cancellationToken);
            var output = await ReadAsync(process.StandardOutput, MaximumOutput, isCut: false, cancellationToken).ConfigureAwait(false)
                ?? throw new SigningException($"'{program}' writes more than {MaximumOutput} characters.");
            var reason = await error.ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return new ProgramRun(process.ExitCode, output, reason!.Trim());
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static ProcessStartInfo Describe(string program, IEnumerable<string> arguments, string folder, IEnumerable<KeyValuePair<string, string>> variables)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false, WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith(SettingsPrefix, StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return start;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new SigningException($"'{start.FileName}' cannot be started: {exception.Message}", exception);
        }
    }

    // Read to the end also when there is too much, unless that is a fault: a program that cannot write waits for ever.
    private static async Task<string?> ReadAsync(StreamReader reader, int limit, bool isCut, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            if (text.Length + read > limit && !isCut)
                return null;
            text.Append(buffer, 0, Math.Min(read, limit - text.Length));
        }

        return text.ToString();
    }
}
