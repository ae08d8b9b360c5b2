using System.Diagnostics;
using Pulp.Plugins.Python.Models;

namespace Pulp.Benchmarks.Local;

/// <summary>Gives a repository the content of another one's version.</summary>
internal static class PromoteWork
{
    public static async Task<Dictionary<string, double>> RunAsync(string folder, int units)
    {
        var pulp = await LocalPulp.StartAsync(folder);
        await using var disposing = pulp;
        var source = await pulp.Instance.CreateAsync(new PythonRepository { Name = "source" });
        var target = await pulp.Instance.CreateAsync(new PythonRepository { Name = "target" });
        await new PackageSeed(pulp).FillAsync(source, units);
        var version = await pulp.Instance.LatestAsync(source);
        var started = Stopwatch.GetTimestamp();
        var promoted = await pulp.Instance.SetContentAsync(target, version);
        return new Dictionary<string, double>
        {
            ["seconds"] = Stopwatch.GetElapsedTime(started).TotalSeconds,
            ["units"] = promoted.Summary.Present.Values.Sum(),
        };
    }
}
