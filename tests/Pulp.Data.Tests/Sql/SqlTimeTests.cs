using Pulp.Data.Sql;

namespace Pulp.Data.Tests.Sql;

public sealed class SqlTimeTests
{
    [TestCase(0, 0)]
    [TestCase(9, 0)]
    [TestCase(10, 1)]
    [TestCase(-1, -1)]
    [TestCase(-10, -1)]
    [TestCase(-11, -2)]
    public void Ticks_since_1970_become_whole_microseconds(long ticks, long expected)
    {
        var time = DateTimeOffset.UnixEpoch.AddTicks(ticks);
        Assert.That(SqlTime.ToMicroseconds(time), Is.EqualTo(expected));
        Assert.That(SqlTime.ToMicroseconds(SqlTime.Truncate(time)), Is.EqualTo(expected));
    }

    [Test]
    public void The_whole_range_of_times_can_be_kept()
    {
        foreach (var time in new[] { DateTimeOffset.MinValue, DateTimeOffset.MaxValue })
            Assert.That(SqlTime.FromMicroseconds(SqlTime.ToMicroseconds(time)), Is.EqualTo(time).Within(TimeSpan.FromMicroseconds(1)));
    }
}
