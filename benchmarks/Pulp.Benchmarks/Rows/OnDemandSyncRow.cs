namespace Pulp.Benchmarks.Rows;

/// <summary>An on-demand sync of a whole index, and the same again with nothing changed upstream.</summary>
internal sealed class OnDemandSyncRow : IBenchmarkRow
{
    private const int Files = 20;
    private const double Target = 8000;
    private const double MemoryLimit = 250;

    public string Name => "sync";

    public async Task<IReadOnlyList<Finding>> MeasureAsync(BenchmarkRun run)
    {
        var findings = new List<Finding>();
        await MeasureAsync(run, 5_000, Target, findings);
        if (run.IsLarge)
            await MeasureAsync(run, 50_000, 0.7 * Target, findings);
        return findings;
    }

    private static async Task MeasureAsync(BenchmarkRun run, int projects, double target, List<Finding> findings)
    {
        var index = $"index-{projects}";
        IndexTree.Write(run.WebRoot, index, projects, Files);
        var nginx = await run.NginxAsync();
        var folder = run.NewFolder("sync");
        var before = File.ReadLines(nginx.AccessLog).Count();
        var results = await ChildWork.RunAsync("sync", folder, new Uri(nginx.Url, $"{index}/simple/").AbsoluteUri, "OnDemand", "2");
        await Task.Delay(1500);
        var statuses = File.ReadLines(nginx.AccessLog).Skip(before).ToList();
        var files = projects * Files;
        if ((long)results["units"] != files || (long)results["version2"] != 1)
            throw new InvalidOperationException($"The syncs made version {results["version2"]} with {results["units"]} units instead of version 1 with {files}.");
        var conditional = statuses.Count(status => status == "304");
        var work = FormattableString.Invariant($"on-demand sync, index of {projects:N0} projects x {Files} files");
        findings.Add(Finding.Rate(work, "220-240 files/s", $"{target:N0} files/s", files / results["seconds1"], target, "files/s",
            $"{results["processor1"] / files * 1e6:0} us processor and {results["allocated1"] / files:0} bytes allocated per file, database {results["database"] / files:0} bytes per file"));
        findings.Add(Finding.Cost($"{work}: peak memory", "-", "250 MB", results["peak1"], MemoryLimit, "MB"));
        findings.Add(Finding.Rate($"{work}: nothing changed upstream", "600 files/s", "1,500 projects/s", projects / results["seconds2"], 1500, "projects/s",
            $"{conditional} of {projects} pages answered 304, no new version"));
        BenchmarkRun.Say($"{work}: {files / results["seconds1"]:0} files/s, peak {results["peak1"]:0} MB; unchanged {projects / results["seconds2"]:0} projects/s");
        Directory.Delete(folder, recursive: true);
        Directory.Delete(Path.Combine(run.WebRoot, index), recursive: true);
    }
}
