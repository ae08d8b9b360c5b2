namespace Pulp.Downloads;

/// <summary>
/// Cancels one try when it takes too long altogether or upstream stays silent for too long.
/// </summary>
/// <remarks>
/// Time in which nobody waits for upstream, because the consumer is busy or a connection is being made, is no silence.
/// One timer serves the whole transfer; a read costs two writes of a timestamp.
/// </remarks>
internal sealed class TransferDeadline : IDisposable
{
    private const long NotWaiting = 0;
    private readonly TimeProvider time;
    private readonly TimeoutSettings timeouts;
    private readonly CancellationTokenSource source;
    private readonly ITimer? timer;
    private readonly long started;
    private long waitingSince;
    private int connecting;

    public TransferDeadline(TimeProvider time, TimeoutSettings timeouts, CancellationToken caller)
    {
        this.time = time;
        this.timeouts = timeouts;
        source = CancellationTokenSource.CreateLinkedTokenSource(caller);
        started = time.GetTimestamp();
        var due = TimeoutSettings.Shorter(timeouts.Total, timeouts.SockRead);
        if (due != Timeout.InfiniteTimeSpan)
            timer = time.CreateTimer(static state => ((TransferDeadline)state!).Check(), this, due, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => source.Token;

    /// <summary>Gets the REST name of the timeout that passed.</summary>
    public string? Passed { get; private set; }

    public void BeginWait() => Volatile.Write(ref waitingSince, Math.Max(time.GetTimestamp(), NotWaiting + 1));

    public void EndWait() => Volatile.Write(ref waitingSince, NotWaiting);

    public void PauseForConnect() => Interlocked.Increment(ref connecting);

    public void ResumeAfterConnect()
    {
        if (Volatile.Read(ref waitingSince) != NotWaiting)
            BeginWait();
        Interlocked.Decrement(ref connecting);
    }

    public void Cancel() => source.Cancel();

    public void Dispose()
    {
        timer?.Dispose();
        source.Dispose();
    }

    private void Check()
    {
        var total = Remaining(timeouts.Total, started);
        var since = Volatile.Read(ref waitingSince);
        var silence = since == NotWaiting || Volatile.Read(ref connecting) > 0 ? timeouts.SockRead : Remaining(timeouts.SockRead, since);
        var next = TimeoutSettings.Shorter(total, silence);
        try
        {
            if (next > TimeSpan.Zero || next == Timeout.InfiniteTimeSpan)
            {
                timer?.Change(next, Timeout.InfiniteTimeSpan);
                return;
            }

            Passed = total == next ? "total_timeout" : "sock_read_timeout";
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The transfer ended while the timer fired.
        }
    }

    // Never infinite by accident: what is overdue is zero.
    private TimeSpan Remaining(TimeSpan limit, long since)
    {
        if (limit == Timeout.InfiniteTimeSpan)
            return limit;
        var left = limit - time.GetElapsedTime(since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
