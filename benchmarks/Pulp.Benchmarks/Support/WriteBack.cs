using System.Diagnostics;

namespace Pulp.Benchmarks;

/// <summary>What the system has not written to disk yet.</summary>
internal static class WriteBack
{
    /// <summary>Waits until it is written, so that it does not take the disk from what is measured next.</summary>
    public static async Task WaitAsync()
    {
        using var process = Process.Start("sync");
        await process.WaitForExitAsync();
    }
}
