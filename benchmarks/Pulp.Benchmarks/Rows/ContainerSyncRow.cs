namespace Pulp.Benchmarks.Rows;

/// <summary>Mirrors a repository of images that share layers on demand, and the same again with nothing changed: from a registry without the referrers API and from one with it.</summary>
internal sealed class ContainerSyncRow : IBenchmarkRow
{
    private const int Tags = 1000;
    private const double FirstLimit = 3;
    private const double UnchangedLimit = 1;

    public string Name => "container-sync";

    public async Task<IReadOnlyList<Finding>> MeasureAsync(BenchmarkRun run)
    {
        var findings = new List<Finding>();
        foreach (var hasReferrers in new[] { false, true })
        {
            var registry = await BareRegistry.StartAsync(Tags, hasReferrers);
            await using var disposing = registry;
            var folder = run.NewFolder("container-sync");
            var results = await ChildWork.RunAsync("container-sync", folder, registry.Url.AbsoluteUri, "2");
            var asked = await registry.CountsAsync();

            // Tags, manifests, configurations and layers of their own, and those that are shared.
            if ((long)results["units"] != (4 * Tags) + 3 || (long)results["version2"] != 1)
                throw new InvalidOperationException($"The syncs made version {results["version2"]} with {results["units"]} units.");
            if (asked["manifests"] != Tags)
                throw new InvalidOperationException($"{asked["manifests"]} manifests were fetched instead of each once.");
            var work = FormattableString.Invariant($"sync of {Tags:N0} tags sharing layers on demand, registry {(hasReferrers ? "with" : "without")} referrers");
            findings.Add(Finding.Cost(work, "0.8 s for 10 tags", "3 s", results["seconds1"], FirstLimit, "s", FormattableString.Invariant($"{results["processor1"]:0.0} s processor")));
            findings.Add(Finding.Cost($"{work}: nothing changed", "-", "1 s", results["seconds2"], UnchangedLimit, "s", FormattableString.Invariant($"{results["processor2"]:0.0} s processor, {asked["heads"]} HEAD and {asked["referrers"]} questions for referrers in both")));
            Directory.Delete(folder, recursive: true);
        }

        return findings;
    }
}
