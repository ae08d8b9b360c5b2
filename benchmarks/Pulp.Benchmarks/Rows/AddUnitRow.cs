namespace Pulp.Benchmarks.Rows;

/// <summary>The addition of one unit to a repository.</summary>
internal sealed class AddUnitRow : IBenchmarkRow
{
    private const string Real = "1.2 s";

    public string Name => "units";

    public async Task<IReadOnlyList<Finding>> MeasureAsync(BenchmarkRun run)
    {
        var small = await ChildWork.RunAsync("units", run.NewFolder("units"), "10000", "0");
        var versions = await ChildWork.RunAsync("units", run.NewFolder("units"), "10000", "10000");
        var findings = new List<Finding>
        {
            Finding.Cost("add 1 unit to a repository of 10,000", Real, "5 ms", small["median"], 5, "ms", "median"),
            Finding.Cost("add 1 unit at 10,000 versions", "-", "twice that", versions["median"], 2 * small["median"], "ms", "median"),
        };
        if (run.IsLarge)
        {
            var large = await ChildWork.RunAsync("units", run.NewFolder("units"), "1000000", "0");
            findings.Add(Finding.Cost("add 1 unit to a repository of 1,000,000", "-", "twice that", large["median"], 2 * small["median"], "ms", "median"));
        }

        const string Index = "index-beside";
        IndexTree.Write(run.WebRoot, Index, 3_000, 20);
        var nginx = await run.NginxAsync();
        var beside = await ChildWork.RunAsync("units", run.NewFolder("units"), "10000", "0", new Uri(nginx.Url, $"{Index}/simple/").AbsoluteUri);
        findings.Add(Finding.Cost("add 1 unit while a sync runs", "-", "50 ms p99", beside["p99"], 50, "ms", $"p99 of {beside["count"]}"));
        return findings;
    }
}
