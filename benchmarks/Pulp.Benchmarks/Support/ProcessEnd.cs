using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Pulp.Benchmarks;

/// <summary>Ends a process this run started.</summary>
internal static partial class ProcessEnd
{
    private const int Terminate = 15;

    public static async Task StopAsync(Process process)
    {
        if (process.HasExited)
            return;
        _ = Kill(process.Id, Terminate);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
