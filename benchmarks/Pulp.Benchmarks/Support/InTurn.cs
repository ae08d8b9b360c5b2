namespace Pulp.Benchmarks;

/// <summary>Several things measured in turn, round by round, so that what else the machine does falls on all of them.</summary>
internal sealed class InTurn
{
    private readonly IReadOnlyList<double[]> rounds;

    private InTurn(IReadOnlyList<double[]> rounds) => this.rounds = rounds;

    /// <summary>Takes each measure once per round.</summary>
    public static async Task<InTurn> MeasureAsync(int rounds, params Func<Task<double>>[] measures)
    {
        var taken = new List<double[]>();
        for (var round = 0; round < rounds; round++)
        {
            var values = new double[measures.Length];
            for (var index = 0; index < measures.Length; index++)
                values[index] = await measures[index]();
            taken.Add(values);
        }

        return new InTurn(taken);
    }

    public double Median(int measure) => MedianOf(rounds.Select(round => round[measure]));

    /// <summary>Gets the median of the ratios of two measures of the same round.</summary>
    public double Ratio(int measure, int other) => MedianOf(rounds.Select(round => round[measure] / round[other]));

    private static double MedianOf(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
