namespace Pulp;

internal static class TimeProviderExtensions
{
    /// <summary>Gets the time that lies a span back, but none before 1970: a span of thousands of years means ever.</summary>
    public static DateTimeOffset GetUtcBefore(this TimeProvider time, TimeSpan span)
    {
        var now = time.GetUtcNow();
        return span < now - DateTimeOffset.UnixEpoch ? now - span : DateTimeOffset.UnixEpoch;
    }
}
