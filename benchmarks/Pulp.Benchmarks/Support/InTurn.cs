namespace Pulp.Benchmarks;

/// <summary>Measures several things in turn, so that what else the machine does falls on all of them.</summary>
internal static class InTurn
{
    /// <summary>Takes each measure once per round and returns the median of each.</summary>
    public static async Task<double[]> MediansAsync(int rounds, params Func<Task<double>>[] measures)
    {
        var taken = measures.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var index = 0; index < measures.Length; index++)
                taken[index].Add(await measures[index]());
        }

        return [.. taken.Select(MedianOf)];
    }

    public static double MedianOf(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
