namespace Pulp.Testing.Time;

/// <summary>
/// Represents a clock that moves only when a test moves it; delays and timers made with it fire while it moves.
/// </summary>
/// <remarks>Safe to use concurrently. Callbacks run on the thread that advances the clock, in the order they are due.</remarks>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private readonly DateTimeOffset start;
    private TaskCompletionSource changed = NewSignal();
    private DateTimeOffset now;

    /// <summary>Initializes the clock.</summary>
    /// <param name="start">The time it shows at first; the start of 2026 in UTC when omitted.</param>
    public ManualTimeProvider(DateTimeOffset? start = null) => now = this.start = start ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Gets how far the clock was moved so far.</summary>
    public TimeSpan Elapsed => GetUtcNow() - start;

    /// <summary>Gets in how long each pending timer is due, soonest first.</summary>
    public IReadOnlyList<TimeSpan> Pending
    {
        get
        {
            lock (gate)
                return [.. timers.Select(timer => timer.Due - now).Order()];
        }
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return now;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock forward and fires what becomes due on the way.</summary>
    /// <param name="by">How far.</param>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var target = GetUtcNow() + by;
        while (TakeDue(target) is { } timer)
            timer.Fire();
        lock (gate)
            now = target > now ? target : now;
    }

    /// <summary>
    /// Waits, without moving the clock, until a timer is pending.
    /// </summary>
    /// <param name="within">Only timers due within this span count.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>In how long the soonest timer is due.</returns>
    public async Task<TimeSpan> NextTimerAsync(TimeSpan within, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task signal;
            lock (gate)
            {
                if (timers.Count > 0 && timers.Min(timer => timer.Due) - now is var due && due <= within)
                    return due;
                signal = changed.Task;
            }

            await signal.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Moves the clock from timer to timer until the work is done; so a test waits for no pause the code makes.
    /// </summary>
    /// <param name="work">The work.</param>
    /// <param name="within">Timers due later than this are left alone: deadlines, as opposed to pauses.</param>
    /// <returns>A task that ends like <paramref name="work"/>.</returns>
    public async Task AdvanceUntilAsync(Task work, TimeSpan within)
    {
        using var done = new CancellationTokenSource();
        while (!work.IsCompleted)
        {
            var next = NextTimerAsync(within, done.Token);
            if (await Task.WhenAny(work, next).ConfigureAwait(false) == next)
                Advance(await next.ConfigureAwait(false));
        }

        await done.CancelAsync().ConfigureAwait(false);
        await work.ConfigureAwait(false);
    }

    private ManualTimer? TakeDue(DateTimeOffset target)
    {
        lock (gate)
        {
            var timer = timers.MinBy(candidate => candidate.Due);
            if (timer is null || timer.Due > target)
                return null;
            now = timer.Due > now ? timer.Due : now;
            timers.Remove(timer);
            if (timer.Period > TimeSpan.Zero)
                Schedule(timer, timer.Period);
            return timer;
        }
    }

    private void Schedule(ManualTimer timer, TimeSpan dueTime)
    {
        timer.Due = now + dueTime;
        timers.Add(timer);
        changed.TrySetResult();
        changed = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class ManualTimer(ManualTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        private bool disposed;

        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                if (disposed)
                    return false;
                clock.timers.Remove(this);
                Period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                    clock.Schedule(this, dueTime);
                return true;
            }
        }

        public void Dispose()
        {
            lock (clock.gate)
            {
                disposed = true;
                clock.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
