using Pulp.Downloads;

namespace Pulp.Core.Tests.Downloads;

[TestFixture]
public sealed class UpstreamAllowanceTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [TestCase("100;w=21600", "76;w=21600", 100L, 76L, 21600)]
    [TestCase("60", "0", 60L, 0L, null)]
    [TestCase(null, "7;w=60", null, 7L, 60)]
    [TestCase("100, 100;w=60, 1000;w=3600", "42", 100L, 42L, null)]
    public void The_usual_headers_are_read(string? limit, string remaining, long? expectedLimit, long expectedRemaining, int? seconds)
    {
        using var answer = AnswerOf(limit, remaining);
        Assert.That(
            UpstreamAllowance.Read(answer, Now),
            Is.EqualTo(new UpstreamAllowance(expectedLimit, expectedRemaining, seconds is { } window ? TimeSpan.FromSeconds(window) : null, Now)));
    }

    [TestCase("100;w=21600", null)]
    [TestCase("100", "many")]
    [TestCase("100", "-1")]
    [TestCase("100", "")]
    public void What_states_no_remaining_number_says_nothing(string? limit, string? remaining)
    {
        using var answer = AnswerOf(limit, remaining);
        Assert.That(UpstreamAllowance.Read(answer, Now), Is.Null);
    }

    [Test]
    public void An_allowance_is_that_of_an_account_at_an_origin()
    {
        var allowances = new UpstreamAllowances();
        using var answer = AnswerOf("100", "5");
        allowances.Observe(new ConnectionSettings { BaseUrl = new Uri("https://registry.example/v2/"), Username = "robot" }, answer, Now);
        Assert.That(allowances.TryGet(new Uri("https://registry.example/other"), "robot", out var found), Is.True);
        Assert.That(found!.Remaining, Is.EqualTo(5));
        Assert.That(allowances.TryGet(new Uri("https://registry.example/"), null, out _), Is.False);
        Assert.That(allowances.TryGet(new Uri("https://registry.example:444/"), "robot", out _), Is.False);
    }

    private static HttpResponseMessage AnswerOf(string? limit, string? remaining)
    {
        var answer = new HttpResponseMessage();
        if (limit is not null)
            answer.Headers.TryAddWithoutValidation("RateLimit-Limit", limit);
        if (remaining is not null)
            answer.Headers.TryAddWithoutValidation("ratelimit-remaining", remaining);
        return answer;
    }
}
