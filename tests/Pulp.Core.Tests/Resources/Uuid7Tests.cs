using Pulp.Resources;
using Pulp.Testing.Time;

namespace Pulp.Core.Tests.Resources;

public sealed class Uuid7Tests
{
    [Test]
    public void Identifiers_of_one_millisecond_grow()
    {
        var clock = new ManualTimeProvider();
        var ids = Enumerable.Range(0, 10_000).Select(_ => Uuid7.Create(clock)).ToList();
        Assert.That(ids.Select(id => id.ToString()), Is.Ordered.Using<string>(StringComparer.Ordinal));
        Assert.That(ids.Distinct().Count(), Is.EqualTo(ids.Count));
        Assert.That(ids.Select(id => (id.Version, id.Variant is >= 8 and <= 11)), Is.All.EqualTo((7, true)));
    }

    [Test]
    public void The_first_48_bits_are_the_time()
    {
        var clock = new ManualTimeProvider(new DateTimeOffset(2024, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));
        var bytes = Uuid7.Create(clock).ToByteArray(bigEndian: true);
        Assert.That(Convert.ToInt64(Convert.ToHexString(bytes, 0, 6), 16), Is.EqualTo(clock.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    [Test]
    public void Identifiers_grow_when_made_by_many_threads()
    {
        var clock = new ManualTimeProvider();
        var ids = Enumerable.Range(0, 20_000).AsParallel().Select(_ => Uuid7.Create(clock)).ToHashSet();
        Assert.That(ids, Has.Count.EqualTo(20_000));
    }
}
