using Pulp.Digests;

namespace Pulp.Downloads;

/// <summary>
/// Decides what is worth another try and after which pause: exponential, shortened at random so that tasks do not retry in step.
/// </summary>
internal sealed class RetryPolicy(DownloadOptions options, Func<double> random)
{
    /// <summary>Gets whether the same request may succeed when repeated.</summary>
    /// <remarks>Wrong bytes are: mirrors and caches on the way serve broken copies that the next try does not get.</remarks>
    public static bool ShouldRetry(Exception exception) => exception switch
    {
        DownloadException e => e.IsTransient || e.Reason == DownloadFailureReason.SizeMismatch,
        DigestMismatchException => true,
        _ => false,
    };

    public TimeSpan PauseAfter(int tries, Exception exception)
    {
        var exponential = options.RetryBaseDelay * Math.Pow(2, Math.Min(tries - 1, 30));
        var pause = (exponential < options.RetryMaxDelay ? exponential : options.RetryMaxDelay) * (1 - (random() / 2));
        return exception is DownloadException { RetryAfter: { } asked } && asked > TimeSpan.Zero ? asked + Jitter(asked) : pause;
    }

    /// <summary>Gets up to a tenth, at most 5 seconds, to be added to a pause that many wait for together.</summary>
    public TimeSpan Jitter(TimeSpan pause) => TimeSpan.FromSeconds(Math.Min(pause.TotalSeconds / 10, 5) * random());
}
