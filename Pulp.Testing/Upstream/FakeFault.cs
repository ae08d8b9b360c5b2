using System.Globalization;

namespace Pulp.Testing.Upstream;

/// <summary>
/// Represents one way in which an upstream answers worse than it should: what <see cref="FakeUpstream.Disturb"/> does to a scripted answer.
/// </summary>
/// <remarks>Immutable: one fault can be used for many paths and requests. Its name is what a test runner shows.</remarks>
public sealed class FakeFault
{
    private readonly string name;
    private readonly Func<FakeAnswer, FakeAnswer> change;

    private FakeFault(string name, Func<FakeAnswer, FakeAnswer> change)
    {
        this.name = name;
        this.change = change;
    }

    /// <summary>Gets the fault of an upstream that closes the connection in the middle of a body.</summary>
    public static FakeFault Cut { get; } = new("cut", answer => answer with { CutAfter = answer.Body.Length / 2 });

    /// <summary>Gets the fault of an upstream that sends half of a body and then nothing, until the client goes away.</summary>
    public static FakeFault Stall { get; } = new("stall", answer => answer with { StallAfter = answer.Body.Length / 2 });

    /// <summary>Gets the fault of an upstream that closes the connection without an answer.</summary>
    public static FakeFault Drop { get; } = new("drop", answer => answer with { Drop = true });

    /// <summary>Gets the fault of an upstream that sends as many bytes as it should, of which one is wrong.</summary>
    public static FakeFault WrongBytes { get; } = new("wrong bytes", answer => answer with { FlipBitAt = answer.Body.IsEmpty ? null : answer.Body.Length / 2 });

    /// <summary>Gets the fault of an upstream that sends other bytes, fewer than it should, and says so.</summary>
    public static FakeFault Shortened { get; } = new("shortened", answer => answer with { Body = answer.Body[..(answer.Body.Length / 2)] });

    /// <summary>Makes the fault of an upstream that answers an error instead.</summary>
    /// <param name="status">The status, for example 503.</param>
    /// <returns>The fault.</returns>
    public static FakeFault Status(int status) => new(status.ToString(CultureInfo.InvariantCulture), _ => FakeAnswer.Of(status));

    /// <summary>Makes the fault of an upstream that is asked too often.</summary>
    /// <param name="retryAfter">The value of Retry-After: seconds or a date; null leaves the header out.</param>
    /// <returns>The fault.</returns>
    public static FakeFault TooManyRequests(string? retryAfter = "0") =>
        new($"429 with Retry-After {retryAfter ?? "missing"}", _ => FakeAnswer.Of(429, retryAfter is null ? null : "Retry-After", retryAfter ?? ""));

    /// <summary>Makes the fault of an upstream that sends the client to another address.</summary>
    /// <param name="location">The value of the Location header.</param>
    /// <param name="status">The status.</param>
    /// <returns>The fault.</returns>
    public static FakeFault Redirect(string location, int status = 302) => new($"redirect {status}", _ => FakeAnswer.Redirect(location, status));

    /// <summary>Makes the fault of an upstream that takes its time: half of the body is sent at once, the rest when a task ends.</summary>
    /// <param name="until">The task.</param>
    /// <returns>The fault.</returns>
    public static FakeFault Slow(Task until) => new("slow", answer => answer with { PauseAfter = answer.Body.Length / 2, PauseUntil = until });

    /// <summary>Makes a fault of a test's own.</summary>
    /// <param name="name">What it is called where tests are listed.</param>
    /// <param name="change">Makes the answer that is sent of the one that was scripted.</param>
    /// <returns>The fault.</returns>
    public static FakeFault Of(string name, Func<FakeAnswer, FakeAnswer> change) => new(name, change);

    /// <inheritdoc/>
    public override string ToString() => name;

    internal FakeAnswer Apply(FakeAnswer answer) => change(answer);
}
