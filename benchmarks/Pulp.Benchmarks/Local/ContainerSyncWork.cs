using System.Diagnostics;
using Pulp.Plugins.Container.Models;
using Pulp.Remotes;

namespace Pulp.Benchmarks.Local;

/// <summary>Mirrors one repository of a registry into a new one, and again with nothing changed.</summary>
internal static class ContainerSyncWork
{
    public static async Task<Dictionary<string, double>> RunAsync(string folder, string url, int times)
    {
        var pulp = await LocalPulp.StartAsync(folder);
        await using var disposing = pulp;
        var remote = await pulp.Instance.CreateAsync(new ContainerRemote { Name = "upstream", Url = url, UpstreamName = BareRegistry.Repository, Policy = DownloadPolicy.OnDemand });
        var repository = await pulp.Instance.CreateAsync(new ContainerRepository { Name = "mirror", Remote = remote.Id });
        var results = new Dictionary<string, double>();
        for (var time = 1; time <= times; time++)
        {
            var started = Stopwatch.GetTimestamp();
            var processor = Environment.CpuUsage.TotalTime;
            var version = await pulp.Instance.SyncAsync(repository, remote, mirror: true);
            results[$"seconds{time}"] = Stopwatch.GetElapsedTime(started).TotalSeconds;
            results[$"processor{time}"] = (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
            results[$"version{time}"] = version.Number;
            results["units"] = version.Summary.Present.Values.Sum();
        }

        return results;
    }
}
