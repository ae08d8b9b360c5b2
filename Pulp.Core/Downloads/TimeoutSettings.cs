namespace Pulp.Downloads;

/// <summary>
/// The timeouts of a remote with defaults applied; <see cref="Timeout.InfiniteTimeSpan"/> means none.
/// </summary>
internal readonly record struct TimeoutSettings(TimeSpan Total, TimeSpan Connect, TimeSpan SockConnect, TimeSpan SockRead)
{
    private static readonly TimeSpan Default = TimeSpan.FromSeconds(600);

    // The longest a connection timeout may be, 24 days.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue);

    public static TimeoutSettings Of(ConnectionSettings settings) => new(
        Value(settings.TotalTimeout, Timeout.InfiniteTimeSpan),
        Value(settings.ConnectTimeout, Default),
        Value(settings.SockConnectTimeout, Default),
        Value(settings.SockReadTimeout, Default));

    public static TimeSpan Shorter(TimeSpan a, TimeSpan b) =>
        a == Timeout.InfiniteTimeSpan ? b : b == Timeout.InfiniteTimeSpan || a < b ? a : b;

    private static TimeSpan Value(double? seconds, TimeSpan whenNull) => seconds switch
    {
        null => whenNull,
        <= 0 => Timeout.InfiniteTimeSpan,
        { } given => given < Longest.TotalSeconds ? TimeSpan.FromSeconds(given) : Longest,
    };
}
