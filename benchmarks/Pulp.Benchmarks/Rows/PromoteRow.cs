namespace Pulp.Benchmarks.Rows;

/// <summary>The promotion of a version to another repository.</summary>
internal sealed class PromoteRow : IBenchmarkRow
{
    private const int Units = 1_000_000;

    public string Name => "promote";

    public async Task<IReadOnlyList<Finding>> MeasureAsync(BenchmarkRun run)
    {
        var folder = run.NewFolder("promote");
        var results = await ChildWork.RunAsync("promote", folder, Units.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Directory.Delete(folder, recursive: true);
        return (long)results["units"] == Units
            ? [Finding.Cost("promote 1,000,000 units to another repository", "-", "3 s, one statement", results["seconds"], 3, "s")]
            : throw new InvalidOperationException($"{results["units"]} units were promoted instead of {Units}.");
    }
}
