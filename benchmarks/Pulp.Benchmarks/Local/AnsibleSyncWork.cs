using System.Diagnostics;
using Pulp.Plugins.Ansible.Models;
using Pulp.Remotes;

namespace Pulp.Benchmarks.Local;

/// <summary>Syncs one Galaxy server into a new repository on demand, again with nothing changed, and again when only the server's own time of change did.</summary>
internal static class AnsibleSyncWork
{
    public static async Task<Dictionary<string, double>> RunAsync(string folder, string url, string published)
    {
        var pulp = await LocalPulp.StartAsync(folder);
        await using var disposing = pulp;
        var remote = await pulp.Instance.CreateAsync(new CollectionRemote { Name = "upstream", Url = url, Policy = DownloadPolicy.OnDemand });
        var repository = await pulp.Instance.CreateAsync(new AnsibleRepository { Name = "mirror", Remote = remote.Id });
        var results = new Dictionary<string, double>();
        for (var time = 1; time <= 3; time++)
        {
            if (time == 3)
                await File.WriteAllTextAsync(published, """{"published":"2026-01-02T00:00:00Z"}""");
            var started = Stopwatch.GetTimestamp();
            var processor = Environment.CpuUsage.TotalTime;
            var version = await pulp.Instance.SyncAsync(repository, remote);
            results[$"seconds{time}"] = Stopwatch.GetElapsedTime(started).TotalSeconds;
            results[$"processor{time}"] = (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
            results[$"version{time}"] = version.Number;
            results[$"peak{time}"] = ProcessFacts.Memory(Environment.ProcessId, "VmHWM");
            results["units"] = version.Summary.Present.GetValueOrDefault("ansible.collection_version");
        }

        return results;
    }
}
