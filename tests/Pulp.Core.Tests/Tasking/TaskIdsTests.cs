using Pulp.Tasking;
using Pulp.Testing.Time;

namespace Pulp.Core.Tests.Tasking;

[TestFixture]
internal sealed class TaskIdsTests
{
    [Test]
    public void Ids_grow_within_a_millisecond_and_when_the_clock_goes_back()
    {
        var clock = new ManualTimeProvider();
        var ids = new TaskIds(clock);
        var made = Enumerable.Range(0, 10_000).Select(_ => ids.Next()).ToList();
        var later = new TaskIds(new ManualTimeProvider(clock.GetUtcNow().AddMinutes(-5)));
        later.StartAfter(made[^1]);
        made.AddRange(Enumerable.Range(0, 100).Select(_ => later.Next()));

        Assert.That(made, Is.Ordered.And.Unique);
        Assert.That(made.Select(id => id.ToString()), Is.Ordered.Using((IComparer<string>)StringComparer.Ordinal), "As text, too.");
        Assert.That(made, Has.All.Matches<Guid>(id => id.Version == 7 && (id.Variant & 0xC) == 8));
    }

    [Test]
    public void Ids_carry_the_time()
    {
        var now = new DateTimeOffset(2026, 5, 4, 3, 2, 1, 0, TimeSpan.Zero);
        var id = new TaskIds(new ManualTimeProvider(now)).Next();

        Assert.That(Convert.ToInt64(id.ToString("N")[..12], 16), Is.EqualTo(now.ToUnixTimeMilliseconds()));
    }
}
