using System.Globalization;
using Pulp.Schedules;

namespace Pulp.Core.Tests.Schedules;

[TestFixture]
internal sealed class CronScheduleTests
{
    [TestCase("* * * * *", "2026-01-01 00:00", "2026-01-01 00:01")]
    [TestCase("0 3 * * *", "2026-01-01 03:00", "2026-01-02 03:00")]
    [TestCase("*/15 2-4 * * *", "2026-01-01 04:45", "2026-01-02 02:00")]
    [TestCase("0 0 * * sun", "2026-01-01 00:00", "2026-01-04 00:00")]
    [TestCase("0 0 29 2 *", "2026-01-01 00:00", "2028-02-29 00:00")]
    [TestCase("  5   1,13  1 jan,JUL  * ", "2026-01-01 13:05", "2026-07-01 01:05")]
    [TestCase("0 0 13 * fri", "2026-01-01 00:00", "2026-01-02 00:00", Description = "Either day field is enough.")]
    [TestCase("0 0 13 * fri", "2026-01-10 00:00", "2026-01-13 00:00", Description = "Either day field is enough.")]
    public void The_next_time_is_found(string text, string after, string next)
    {
        Assert.That(CronSchedule.TryParse(text, out var schedule, out _), Is.True);
        Assert.That(schedule!.Next(Utc(after)), Is.EqualTo(Utc(next)));
    }

    [TestCase(null, "five fields")]
    [TestCase("", "five fields")]
    [TestCase("@daily", "five fields")]
    [TestCase("* * * * * *", "has 6")]
    [TestCase("60 * * * *", "60 is higher than")]
    [TestCase("a * * * *", "'a' is not a valid")]
    [TestCase("0 0 * * 7", "7 is higher than")]
    [TestCase("*/0 * * * *", "step in '*/0'")]
    [TestCase("*/-1 * * * *", "step in '*/-1'")]
    [TestCase("5-1 * * * *", "'5-1' runs backwards")]
    [TestCase("0 0 * * fri-mon", "'fri-mon' runs backwards")]
    [TestCase("1-99999999999 * * * *", "not a value")]
    [TestCase("0 0 30 2 *", "never comes")]
    [TestCase("0 0 31 4,6,9,11 *", "never comes")]
    public void Bad_schedules_are_refused_with_the_reason(string? text, string reason)
    {
        Assert.That(CronSchedule.TryParse(text, out var schedule, out var error), Is.False);
        Assert.That(schedule, Is.Null);
        Assert.That(error, Does.Contain(reason));
    }

    [Test]
    public void Junk_is_refused_quickly_and_without_an_exception()
    {
        var random = new Random(5);
        const string Alphabet = "0123456789*/-, ,jan?LW#\t\0é";
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            Assert.That(() => CronSchedule.TryParse(text, out _, out _), Throws.Nothing, text);
        }

        Assert.That(CronSchedule.TryParse(new string('1', 1_000_000) + " * * * *", out _, out var error), Is.False);
        Assert.That(error!, Has.Length.LessThan(200));
    }

    [Test]
    public void The_end_of_the_calendar_is_no_error()
    {
        Assert.That(CronSchedule.TryParse("0 0 * * *", out var schedule, out _), Is.True);
        Assert.That(schedule!.Next(DateTimeOffset.MaxValue), Is.Null);
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
