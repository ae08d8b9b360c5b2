using System.Diagnostics;
using Pulp.Plugins.Python.Models;
using Pulp.Remotes;

namespace Pulp.Benchmarks.Local;

/// <summary>Adds single units to a repository, each addition a version.</summary>
internal static class UnitWork
{
    private const int Times = 300;

    public static async Task<Dictionary<string, double>> RunAsync(string folder, int units, int versions, string? syncUrl)
    {
        var pulp = await LocalPulp.StartAsync(folder);
        await using var disposing = pulp;
        var seed = new PackageSeed(pulp);
        var repository = await pulp.Instance.CreateAsync(new PythonRepository { Name = "held" });
        await seed.FillAsync(repository, units);
        var before = await seed.CreateAsync(versions);
        await Parallel.ForEachAsync(before, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (unit, token) => await pulp.Instance.AddAsync(repository, [unit], token));

        var sync = Task.CompletedTask;
        if (syncUrl is not null)
        {
            var remote = await pulp.Instance.CreateAsync(new PythonRemote { Name = "upstream", Url = syncUrl, Policy = DownloadPolicy.OnDemand });
            var mirror = await pulp.Instance.CreateAsync(new PythonRepository { Name = "mirror", Remote = remote.Id });
            sync = pulp.Instance.SyncAsync(mirror, remote);
        }

        var added = await seed.CreateAsync(Times);
        var times = new List<double>();
        for (var index = 0; index < Times && (syncUrl is null || !sync.IsCompleted); index++)
        {
            var started = Stopwatch.GetTimestamp();
            await pulp.Instance.AddAsync(repository, [added[index]]);
            if (index >= 20)
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (syncUrl is not null)
                await Task.Delay(10);
        }

        await sync;
        times.Sort();
        return new Dictionary<string, double> { ["median"] = times[times.Count / 2], ["p99"] = times[times.Count * 99 / 100], ["count"] = times.Count };
    }
}
