using System.Diagnostics;
using System.Globalization;

namespace Pulp.Benchmarks;

/// <summary>Loads one address with 32 connections.</summary>
internal static class Wrk
{
    /// <summary>Loads two addresses in turn, twice each, and returns the mean rates per second.</summary>
    public static async Task<(double First, double Second)> PairAsync(Uri first, Uri second)
    {
        double[] rates = [0, 0];
        for (var time = 0; time < 2; time++)
        {
            rates[0] += await RateAsync(first, seconds: 5) / 2;
            rates[1] += await RateAsync(second, seconds: 5) / 2;
        }

        return (rates[0], rates[1]);
    }

    /// <summary>Loads an address for some seconds and returns the requests per second; any answer but a success is an error.</summary>
    public static async Task<double> RateAsync(Uri url, int seconds, params IReadOnlyList<string> headers)
    {
        var start = new ProcessStartInfo("wrk") { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in new[] { "-t2", "-c32", $"-d{seconds}s", url.AbsoluteUri })
            start.ArgumentList.Add(argument);
        foreach (var header in headers)
        {
            start.ArgumentList.Add("-H");
            start.ArgumentList.Add(header);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var rate = output.Split('\n').FirstOrDefault(line => line.StartsWith("Requests/sec:", StringComparison.Ordinal));
        if (rate is null || output.Contains("Non-2xx", StringComparison.Ordinal))
            throw new InvalidOperationException($"wrk against {url}: {output}");
        return double.Parse(rate.Split(':')[1], CultureInfo.InvariantCulture);
    }
}
