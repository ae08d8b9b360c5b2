using Pulp.Serving;

namespace Pulp.Core.Tests.Serving;

internal sealed class BoundedCacheTests
{
    [Test]
    public void The_cost_stays_within_the_limit()
    {
        var cache = new BoundedCache<int, string>(1000);
        for (var i = 0; i < 10_000; i++)
            cache.Set(i, "x", 1 + (i % 100));

        Assert.That(cache.Cost, Is.LessThanOrEqualTo(1000));
        Assert.That(cache.TryGet(9999, out _), Is.True);
        Assert.That(cache.TryGet(0, out _), Is.False);
    }

    [Test]
    public void What_is_used_outlives_what_is_not()
    {
        var cache = new BoundedCache<int, string>(1000);
        cache.Set(-1, "used", 100);
        for (var i = 0; i < 1000; i++)
        {
            Assert.That(cache.TryGet(-1, out _), Is.True);
            cache.Set(i, "once", 100);
        }
    }

    [Test]
    public void A_value_is_replaced_together_with_its_cost()
    {
        var cache = new BoundedCache<int, string>(1000);
        for (var i = 0; i < 1000; i++)
            cache.Set(1, $"{i}", 10 + (i % 7));

        Assert.That(cache.TryGet(1, out var value), Is.True);
        Assert.That(value, Is.EqualTo("999"));
        Assert.That(cache.Cost, Is.EqualTo(10 + (999 % 7)));
    }

    [Test]
    public void What_costs_more_than_half_the_limit_is_not_kept()
    {
        var cache = new BoundedCache<int, string>(1000);
        cache.Set(1, "x", 501);

        Assert.That(cache.TryGet(1, out _), Is.False);
        Assert.That(cache.Cost, Is.Zero);
    }

    [Test]
    public void Concurrent_use_keeps_the_books_right()
    {
        var cache = new BoundedCache<int, string>(5000);
        Parallel.For(0, 20_000, i =>
        {
            cache.Set(i % 500, "x", 1 + (i % 50));
            cache.TryGet((i * 7) % 500, out _);
        });

        Assert.That(cache.Cost, Is.InRange(1, 5000));
        cache.Set(-1, "x", 2500);
        cache.Set(-2, "x", 2500);
        Assert.That(cache.Cost, Is.LessThanOrEqualTo(5000));
    }
}
