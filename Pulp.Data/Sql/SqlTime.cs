namespace Pulp.Data.Sql;

/// <summary>
/// Times as the database keeps them: microseconds since 1970 in UTC.
/// </summary>
internal static class SqlTime
{
    private const long UnixEpochTicks = 621_355_968_000_000_000;

    public static long ToMicroseconds(DateTimeOffset time) => Math.DivRem(time.UtcTicks - UnixEpochTicks, TimeSpan.TicksPerMicrosecond) switch
    {
        (var quotient, < 0) => quotient - 1,
        var (quotient, _) => quotient,
    };

    public static DateTimeOffset FromMicroseconds(long microseconds) =>
        new(UnixEpochTicks + (microseconds * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>Cuts a time to what the database keeps, so that a value that was just saved equals the one read later.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset time) => FromMicroseconds(ToMicroseconds(time));
}
