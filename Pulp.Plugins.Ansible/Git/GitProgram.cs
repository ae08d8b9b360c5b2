using System.ComponentModel;
using System.Diagnostics;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Git;

/// <summary>
/// Runs git in one folder: without the machine's and the user's settings, without questions, hooks or other protocols, bounded in time and in what it writes.
/// </summary>
internal sealed class GitProgram
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private readonly string folder;
    private readonly string protocol;
    private readonly IReadOnlyList<KeyValuePair<string, string>> settings;
    private readonly TimeSpan limit;
    private readonly long maximumSize;
    private readonly TimeProvider time;

    /// <summary>Gets how much of what it prints is kept.</summary>
    public required int MaximumText { get; init; }

    /// <summary>Initializes the program.</summary>
    /// <param name="folder">The folder it works in.</param>
    /// <param name="protocol">The only protocol it may use.</param>
    /// <param name="settings">Settings of git, which may hold secrets: they are passed where other users of the machine do not see them.</param>
    /// <param name="limit">How long one run may take.</param>
    /// <param name="maximumSize">How many bytes the folder may come to hold.</param>
    /// <param name="time">The clock.</param>
    public GitProgram(string folder, string protocol, IReadOnlyList<KeyValuePair<string, string>> settings, TimeSpan limit, long maximumSize, TimeProvider time)
    {
        this.folder = folder;
        this.protocol = protocol;
        this.settings = settings;
        this.limit = limit;
        this.maximumSize = maximumSize;
        this.time = time;
    }

    /// <summary>Runs git.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What it wrote.</returns>
    /// <exception cref="SyncException">It failed, or passed a bound.</exception>
    public async Task<string> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var tooLate = new CancellationTokenSource(limit, time);
        await using var linking = tooLate.Token.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), stop).ConfigureAwait(false);
        using var process = Start(arguments);
        try
        {
            process.StandardInput.Close();
            var output = ReadAsync(process.StandardOutput, stop.Token);
            var errors = ReadAsync(process.StandardError, stop.Token);
            var ended = process.WaitForExitAsync(stop.Token);
            while (await Task.WhenAny(ended, Task.Delay(Look, time, stop.Token)).ConfigureAwait(false) != ended)
                CheckSize();
            await ended.ConfigureAwait(false);
            CheckSize();
            return process.ExitCode == 0 ? (await output.ConfigureAwait(false)).Trim() : throw new SyncException($"git {arguments[0]} failed: {(await errors.ConfigureAwait(false)).Trim()}");
        }
        catch (OperationCanceledException) when (tooLate.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new SyncException($"git {arguments[0]} took longer than {limit.TotalSeconds:0} seconds; set the remote's total_timeout to allow more.");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var kept = new char[MaximumText];
        var length = await reader.ReadBlockAsync(kept, cancellationToken).ConfigureAwait(false);
        var rest = new char[4096];
        while (await reader.ReadAsync(rest, cancellationToken).ConfigureAwait(false) > 0)
        {
        }

        return new string(kept, 0, length);
    }

    private void CheckSize()
    {
        long size = 0;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true }))
        {
            // What git removes while this looks has no size.
            size += file.Exists ? file.Length : 0;
            if (size > maximumSize)
                throw new SyncException($"The git repository is larger than {maximumSize / (1024 * 1024)} MiB.");
        }
    }

    private Process Start(IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = folder, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        var path = start.Environment.TryGetValue("PATH", out var found) ? found : null;
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        start.Environment["HOME"] = folder;
        start.Environment["LC_ALL"] = "C";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = OperatingSystem.IsWindows() ? "nul" : "/dev/null";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_ASKPASS"] = "true";
        start.Environment["GIT_ALLOW_PROTOCOL"] = protocol;
        start.Environment["GIT_LFS_SKIP_SMUDGE"] = "1";
        start.Environment["GIT_CONFIG_COUNT"] = settings.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        for (var i = 0; i < settings.Count; i++)
        {
            start.Environment[FormattableString.Invariant($"GIT_CONFIG_KEY_{i}")] = settings[i].Key;
            start.Environment[FormattableString.Invariant($"GIT_CONFIG_VALUE_{i}")] = settings[i].Value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new SyncException($"The program git cannot be started: {exception.Message}", exception);
        }
    }
}
