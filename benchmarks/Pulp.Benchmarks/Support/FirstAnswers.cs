using System.Diagnostics;

namespace Pulp.Benchmarks;

/// <summary>Asks for addresses one after the other, each for the first time.</summary>
internal static class FirstAnswers
{
    /// <summary>Gets the median time of an answer in milliseconds; the first tenth of the addresses only warms up.</summary>
    public static async Task<double> MedianAsync(IReadOnlyList<Uri> addresses)
    {
        using var client = new HttpClient();
        var taken = new List<double>();
        foreach (var (number, address) in addresses.Index())
        {
            var started = Stopwatch.GetTimestamp();
            using var answer = await client.GetAsync(address);
            await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
            if (number >= addresses.Count / 10)
                taken.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        taken.Sort();
        return taken[taken.Count / 2];
    }
}
