using System.Diagnostics;
using Pulp.Plugins.Python.Models;
using Pulp.Remotes;

namespace Pulp.Benchmarks.Local;

/// <summary>Syncs one index into a new repository, and a second time.</summary>
internal static class SyncWork
{
    public static async Task<Dictionary<string, double>> RunAsync(string folder, string url, string policy, int times)
    {
        var pulp = await LocalPulp.StartAsync(folder);
        await using var disposing = pulp;
        var remote = await pulp.Instance.CreateAsync(new PythonRemote { Name = "upstream", Url = url, Policy = Enum.Parse<DownloadPolicy>(policy) });
        var repository = await pulp.Instance.CreateAsync(new PythonRepository { Name = "mirror", Remote = remote.Id });
        var results = new Dictionary<string, double>();
        for (var time = 1; time <= times; time++)
        {
            var started = Stopwatch.GetTimestamp();
            var allocated = GC.GetTotalAllocatedBytes();
            var processor = Environment.CpuUsage.TotalTime;
            var version = await pulp.Instance.SyncAsync(repository, remote);
            results[$"seconds{time}"] = Stopwatch.GetElapsedTime(started).TotalSeconds;
            results[$"processor{time}"] = (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
            results[$"allocated{time}"] = GC.GetTotalAllocatedBytes() - allocated;
            results[$"version{time}"] = version.Number;
            results[$"peak{time}"] = ProcessFacts.Memory(Environment.ProcessId, "VmHWM");
            results["units"] = version.Summary.Present.Values.Sum();
        }

        results["database"] = new FileInfo(Path.Combine(folder, "pulp.db")).Length;
        return results;
    }
}
