using System.Collections.Concurrent;

namespace Pulp.Downloads;

/// <summary>
/// Spaces the requests to each upstream host over all clients of the process, and keeps them back while the host asks for a pause.
/// </summary>
/// <remarks>A token bucket that holds a tenth of a second's worth, kept as the time at which the next token is there.</remarks>
internal sealed class HostRateLimiter(TimeProvider time, RetryPolicy retry)
{
    private const int MaxIdleHosts = 1024;
    private readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.OrdinalIgnoreCase);
    private readonly long origin = time.GetTimestamp();

    private TimeSpan Now => time.GetElapsedTime(origin);

    /// <summary>
    /// Waits until a request may be sent.
    /// </summary>
    /// <param name="host">Host and port.</param>
    /// <param name="rate">Requests per second; 0 means no limit.</param>
    /// <param name="patience">The longest pause; when upstream asked for a longer one, the call returns that instead of waiting.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns><see langword="null"/> when the request may be sent, or the pause that exceeds the patience.</returns>
    public async ValueTask<TimeSpan?> AcquireAsync(string host, double rate, TimeSpan? patience, CancellationToken cancellationToken)
    {
        if (!buckets.TryGetValue(host, out var bucket))
        {
            if (rate <= 0)
                return null;
            bucket = BucketOf(host);
        }

        while (bucket.BlockedFor(Now) is var blocked && blocked > TimeSpan.Zero)
        {
            if (blocked > patience)
                return blocked;
            await Task.Delay(blocked + retry.Jitter(blocked), time, cancellationToken).ConfigureAwait(false);
        }

        if (rate <= 0)
            return null;
        if (!bucket.TryTake(Now, rate, patience, out var wait))
            return wait;
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>Keeps every request to the host back for a while.</summary>
    public void Block(string host, TimeSpan pause)
    {
        if (pause > TimeSpan.Zero)
            BucketOf(host).Block(Now + pause);
    }

    private Bucket BucketOf(string host)
    {
        if (buckets.Count >= MaxIdleHosts && !buckets.ContainsKey(host))
        {
            foreach (var (name, idle) in buckets)
            {
                if (idle.IsIdle(Now))
                    buckets.TryRemove(name, out _);
            }
        }

        return buckets.GetOrAdd(host, static _ => new Bucket());
    }

    private sealed class Bucket
    {
        private readonly Lock gate = new();
        private TimeSpan nextToken = TimeSpan.MinValue;
        private TimeSpan blockedUntil;

        public TimeSpan BlockedFor(TimeSpan now)
        {
            lock (gate)
                return blockedUntil - now;
        }

        public void Block(TimeSpan until)
        {
            lock (gate)
                blockedUntil = until > blockedUntil ? until : blockedUntil;
        }

        public bool TryTake(TimeSpan now, double rate, TimeSpan? patience, out TimeSpan wait)
        {
            lock (gate)
            {
                var burst = TimeSpan.FromSeconds(Math.Max(0, 0.1 - (1 / rate)));
                var start = nextToken > now - burst ? nextToken : now - burst;
                wait = start - now;
                if (wait > patience)
                    return false;
                nextToken = start + TimeSpan.FromSeconds(1 / rate);
                return true;
            }
        }

        public bool IsIdle(TimeSpan now)
        {
            lock (gate)
                return blockedUntil < now && nextToken < now;
        }
    }
}
