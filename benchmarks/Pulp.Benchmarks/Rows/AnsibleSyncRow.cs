namespace Pulp.Benchmarks.Rows;

/// <summary>An on-demand sync of a whole Galaxy server, and the same again with nothing changed upstream.</summary>
internal sealed class AnsibleSyncRow : IBenchmarkRow
{
    private const int Versions = 10;

    public string Name => "ansible-sync";

    public async Task<IReadOnlyList<Finding>> MeasureAsync(BenchmarkRun run)
    {
        var findings = new List<Finding>();
        await MeasureAsync(run, 500, 5, 0.5, findings);
        if (run.IsLarge)
            await MeasureAsync(run, 5_000, 50, 5, findings);
        return findings;
    }

    private static async Task MeasureAsync(BenchmarkRun run, int collections, double limit, double unchangedLimit, List<Finding> findings)
    {
        var server = $"galaxy-{collections}";
        var published = GalaxyTree.Write(run.WebRoot, server, collections, Versions);
        var nginx = await run.NginxAsync();
        var folder = run.NewFolder("ansible-sync");
        var results = await ChildWork.RunAsync("ansible-sync", folder, new Uri(nginx.Url, $"{server}/").AbsoluteUri, published);
        if ((long)results["units"] != collections * Versions || (long)results["version3"] != 1)
            throw new InvalidOperationException($"The syncs made version {results["version3"]} with {results["units"]} units instead of version 1 with {collections * Versions}.");
        var work = FormattableString.Invariant($"on-demand sync of {collections * Versions:N0} collection versions");
        findings.Add(Finding.Cost(work, "-", FormattableString.Invariant($"{limit:0.#} s"), results["seconds1"], limit, "s", FormattableString.Invariant($"{results["processor1"]:0.0} s processor")));
        findings.Add(Finding.Cost($"{work}: peak memory", "-", "250 MB", results["peak1"], 250, "MB"));
        findings.Add(Finding.Cost($"{work}: nothing changed upstream", "-", FormattableString.Invariant($"{unchangedLimit:0.#} s"), results["seconds2"], unchangedLimit, "s"));
        findings.Add(Finding.Cost($"{work}: only the server's time of change is new", "-", FormattableString.Invariant($"{unchangedLimit * 4:0.#} s"), results["seconds3"], unchangedLimit * 4, "s", FormattableString.Invariant($"{results["processor3"]:0.0} s processor")));
        BenchmarkRun.Say(FormattableString.Invariant($"{work}: {results["seconds1"]:0.00} s, peak {results["peak1"]:0} MB; unchanged {results["seconds2"]:0.00} s; read again {results["seconds3"]:0.00} s"));
        Directory.Delete(folder, recursive: true);
        Directory.Delete(Path.Combine(run.WebRoot, server), recursive: true);
    }
}
