using System.Diagnostics;

namespace Pulp.Benchmarks;

internal static class HttpWait
{
    /// <summary>Asks until any HTTP answer comes, and returns how long that took.</summary>
    public static async Task<TimeSpan> ForAnswerAsync(Uri url, Process process, TimeSpan limit)
    {
        var started = Stopwatch.GetTimestamp();
        using var client = new HttpClient();
        while (true)
        {
            try
            {
                using var response = await client.GetAsync(url);
                return Stopwatch.GetElapsedTime(started);
            }
            catch (HttpRequestException exception)
            {
                if (process.HasExited)
                    throw new InvalidOperationException($"{process.StartInfo.FileName} ended with code {process.ExitCode} before it answered.", exception);
                if (Stopwatch.GetElapsedTime(started) > limit)
                    throw new TimeoutException($"{process.StartInfo.FileName} did not answer at {url} within {limit}.", exception);
                await Task.Delay(5);
            }
        }
    }
}
