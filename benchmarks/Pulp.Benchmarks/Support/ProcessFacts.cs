using System.Globalization;

namespace Pulp.Benchmarks;

/// <summary>Reads what a process used, as the system counts it.</summary>
internal static class ProcessFacts
{
    /// <summary>Reads a memory field of a process, in MiB: VmHWM is the peak, VmRSS the present.</summary>
    public static double Memory(int processId, string field) => Read($"/proc/{processId}/status", field) / 1024.0;

    /// <summary>Reads how many bytes a process has sent to disks: what it wrote to pages of files, each counted once however often it was written before it went out.</summary>
    public static long BytesWritten(int processId) => Read($"/proc/{processId}/io", "write_bytes");

    /// <summary>Lets the peak of a process's memory begin anew at the present.</summary>
    public static void ForgetPeak(int processId) => File.WriteAllText($"/proc/{processId}/clear_refs", "5");

    private static long Read(string file, string field) => long.Parse(
        File.ReadLines(file).First(line => line.StartsWith(field + ":", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
