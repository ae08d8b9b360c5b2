using System.Globalization;

namespace Pulp.Downloads;

/// <summary>
/// Represents how many requests an upstream said it still takes from whoever asked.
/// </summary>
/// <param name="Limit">How many it takes in a window, if stated.</param>
/// <param name="Remaining">How many are left of them.</param>
/// <param name="Window">How long a window is, if stated.</param>
/// <param name="Observed">When upstream said so (UTC).</param>
public sealed record UpstreamAllowance(long? Limit, long Remaining, TimeSpan? Window, DateTimeOffset Observed)
{
    /// <summary>Reads the headers <c>RateLimit-Limit</c> and <c>RateLimit-Remaining</c>, whose values are a number and perhaps a window in seconds: <c>100;w=21600</c>.</summary>
    /// <returns>The allowance, or null when none is stated.</returns>
    internal static UpstreamAllowance? Read(HttpResponseMessage answer, DateTimeOffset now)
    {
        if (ReadOne(answer, "RateLimit-Remaining") is not var (remaining, window))
            return null;
        var limit = ReadOne(answer, "RateLimit-Limit");
        return new UpstreamAllowance(limit?.Number, remaining, window ?? limit?.Window, now);
    }

    private static (long Number, TimeSpan? Window)? ReadOne(HttpResponseMessage answer, string name)
    {
        if (!answer.Headers.NonValidated.TryGetValues(name, out var values))
            return null;
        // Several limits may be listed; the first is the one that the others explain.
        var parts = values.ToString().Split(',')[0].Split(';', StringSplitOptions.TrimEntries);
        if (!long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        var window = Array.Find(parts, part => part.StartsWith("w=", StringComparison.OrdinalIgnoreCase));
        return (number, window is not null && int.TryParse(window.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : null);
    }
}
