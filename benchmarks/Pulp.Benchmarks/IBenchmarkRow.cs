namespace Pulp.Benchmarks;

/// <summary>Measures one row of the table, or rows that share their set-up.</summary>
internal interface IBenchmarkRow
{
    /// <summary>Gets the word that selects the row on the command line.</summary>
    string Name { get; }

    Task<IReadOnlyList<Finding>> MeasureAsync(BenchmarkRun run);
}
