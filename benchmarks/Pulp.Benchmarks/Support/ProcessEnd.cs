using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Pulp.Benchmarks;

/// <summary>Ends a process this run started, and reads what memory one had.</summary>
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

    /// <summary>Reads a memory field of a process, in MiB: VmHWM is the peak, VmRSS the present.</summary>
    public static double Memory(int processId, string field) =>
        double.Parse(
            File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith(field + ":", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture) / 1024;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
