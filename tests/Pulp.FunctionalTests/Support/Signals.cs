using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Pulp.FunctionalTests.Support;

/// <summary>
/// Stops processes as a shell or a service manager does.
/// </summary>
internal static class Signals
{
    private const int Interrupt = 2;
    private const int Terminate = 15;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static Task InterruptAsync(Process process) => SendAsync(process, Interrupt);

    public static Task TerminateAsync(Process process) => SendAsync(process, Terminate);

    private static async Task SendAsync(Process process, int signal)
    {
        if (process.HasExited)
            return;
        Assert.That(Kill(process.Id, signal), Is.Zero);
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException exception)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The process did not end within {Limit} of signal {signal}.", exception);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
