using System.Net.Http.Headers;

namespace Pulp.Downloads;

/// <summary>
/// Reads the Retry-After header (RFC 9110, section 10.2.3) as upstreams send it.
/// </summary>
internal static class RetryAfter
{
    /// <summary>Gets how long to wait, from zero up to <paramref name="cap"/>; <see langword="null"/> for what is neither seconds nor a date.</summary>
    public static TimeSpan? Parse(string? value, DateTimeOffset now, TimeSpan cap)
    {
        var text = value.AsSpan().Trim();
        if (text.IsEmpty)
            return null;
        if (!text.ContainsAnyExceptInRange('0', '9'))
            return double.Parse(text, System.Globalization.CultureInfo.InvariantCulture) is var seconds && seconds < cap.TotalSeconds ? TimeSpan.FromSeconds(seconds) : cap;
        if (!RetryConditionHeaderValue.TryParse(text.ToString(), out var parsed) || parsed.Date is not { } date)
            return null;
        return TimeSpan.FromTicks(Math.Clamp((date - now).Ticks, 0, cap.Ticks));
    }
}
