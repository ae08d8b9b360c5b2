using System.Diagnostics;
using System.Text;

namespace Pulp.FunctionalTests.Support;

/// <summary>
/// Debian's docker engine with a folder of its own: it touches neither the machine's network nor another engine, and is gone with the test.
/// </summary>
internal sealed class DockerEngine : IAsyncDisposable
{
    private const string Listening = "API listen on";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder folder = new();
    private readonly StringBuilder output = new();
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process process;

    private DockerEngine()
    {
        // The program looks for containerd and runc on the path.
        process = new Process
        {
            StartInfo = Tool.Describe(Prerequisite.DockerDaemon, [
                "--data-root", folder.Below("data"), "--exec-root", folder.Below("exec"), "--pidfile", folder.Below("pid"), "--host", Address, "--config-file", folder.Below("none.json"),
                "--storage-driver", "vfs", "--bridge", "none", "--iptables=false", "--ip6tables=false"], folder.Path),
            EnableRaisingEvents = true,
        };
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.Exited += (_, _) => started.TrySetException(new InvalidOperationException("It ended."));
    }

    private string Address => "unix://" + folder.Below("docker.sock");

    /// <summary>Starts an engine. Where the machine does not let one run, the test is skipped with what the engine said.</summary>
    public static async Task<DockerEngine> StartAsync()
    {
        Prerequisite.Require(Prerequisite.Docker, Prerequisite.DockerDaemon, Prerequisite.Ctr);
        var engine = new DockerEngine();
        File.WriteAllText(engine.folder.Below("none.json"), "{}");
        engine.process.Start();
        engine.process.BeginOutputReadLine();
        engine.process.BeginErrorReadLine();
        try
        {
            await engine.started.Task.WaitAsync(StartLimit);
            return engine;
        }
        catch (Exception exception) when (exception is InvalidOperationException or TimeoutException)
        {
            var reason = $"The docker engine does not run on this machine: {engine.LastLines()}";
            await engine.DisposeAsync();
            await TestContext.Error.WriteLineAsync(reason);
            Assert.Ignore(reason);
            throw;
        }
    }

    /// <summary>Writes a file that clients of the engine can read.</summary>
    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(folder.Below(name), bytes);
        return folder.Below(name);
    }

    /// <summary>Runs docker's command line with this engine.</summary>
    public Task<ToolResult> DockerAsync(params string[] arguments) => Tool.RunAsync(Prerequisite.Docker, ["--host", Address, "--config", folder.Below("config"), .. arguments], folder.Path);

    /// <summary>Runs the command line of the containerd that belongs to this engine.</summary>
    public Task<ToolResult> CtrAsync(params string[] arguments) => Tool.RunAsync(Prerequisite.Ctr, ["--address", folder.Below("exec", "containerd", "containerd.sock"), .. arguments], folder.Path);

    public async ValueTask DisposeAsync()
    {
        await Signals.TerminateAsync(process);
        process.Dispose();
        folder.Dispose();
    }

    private string LastLines()
    {
        lock (output)
            return string.Join(" | ", output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(3));
    }

    private void Take(string? line)
    {
        if (line is null)
            return;
        lock (output)
            output.Append(line).Append('\n');
        if (line.Contains(Listening, StringComparison.Ordinal))
            started.TrySetResult();
    }
}
