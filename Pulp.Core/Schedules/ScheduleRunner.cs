using Microsoft.Extensions.Logging;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Schedules;

/// <summary>
/// Runs scheduled jobs when their time comes.
/// </summary>
/// <remarks>
/// A job whose time passed while the program was not running runs once after the start. A job is not dispatched while the task of its last run has not ended.
/// </remarks>
public sealed partial class ScheduleRunner : IAsyncDisposable, IDisposable
{
    /// <summary>The longest time until the sources are asked again.</summary>
    internal static readonly TimeSpan RescanInterval = TimeSpan.FromMinutes(1);

    private readonly IReadOnlyList<IScheduleSource> sources;
    private readonly IPulpDatabase database;
    private readonly TaskDispatcher dispatcher;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stop = new();
    private TaskCompletionSource refresh = NewSignal();
    private Task? loop;
    private bool isDisposed;

    /// <summary>Initializes a runner.</summary>
    /// <param name="sources">Name the jobs.</param>
    /// <param name="database">Keeps when each job last ran.</param>
    /// <param name="dispatcher">Knows which tasks have not ended.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes what goes wrong.</param>
    public ScheduleRunner(IEnumerable<IScheduleSource> sources, IPulpDatabase database, TaskDispatcher dispatcher, TimeProvider time, ILogger<ScheduleRunner> logger)
    {
        this.sources = [.. sources];
        this.database = database;
        this.dispatcher = dispatcher;
        this.time = time;
        this.logger = logger;
    }

    /// <summary>Begins to run jobs. The dispatcher has been started.</summary>
    /// <param name="cancellationToken">Not used.</param>
    /// <returns>A completed task.</returns>
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        loop ??= LoopAsync(stop.Token);
        return Task.CompletedTask;
    }

    /// <summary>Stops running jobs. What was dispatched goes on.</summary>
    /// <param name="cancellationToken">Cancels waiting for a job that is just being dispatched.</param>
    /// <returns>A task that completes when no more jobs are dispatched.</returns>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (!isDisposed)
            await stop.CancelAsync().ConfigureAwait(false);
        if (loop is not null)
            await loop.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks the sources for their jobs now, because some were changed.</summary>
    public void Refresh() => Volatile.Read(ref refresh).TrySetResult();

    /// <summary>Gets all jobs with when they ran and when they run next.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The jobs in the order of their names.</returns>
    public async Task<IReadOnlyList<ScheduleStatus>> ListAsync(CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var jobs = await GetJobsAsync(cancellationToken).ConfigureAwait(false);
        var list = new List<ScheduleStatus>();
        foreach (var job in jobs.OrderBy(job => job.Name, StringComparer.Ordinal))
        {
            var memory = await RecallAsync(job, now, cancellationToken).ConfigureAwait(false);
            list.Add(new ScheduleStatus(job, memory.LastRun, memory.LastTask, job.Next(memory.Basis(job))));
        }

        return list;
    }

    /// <summary>Stops running jobs.</summary>
    /// <returns>A task that completes when no more jobs are dispatched.</returns>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        Dispose();
    }

    /// <summary>Stops running jobs, without waiting for one that is just being dispatched.</summary>
    public void Dispose()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        stop.Cancel();
        stop.Dispose();
    }

    /// <summary>Dispatches the jobs that are due.</summary>
    /// <returns>When to look again.</returns>
    internal async Task<DateTimeOffset> RunDueAsync(CancellationToken cancellationToken)
    {
        var wake = time.GetUtcNow() + RescanInterval;
        foreach (var job in await GetJobsAsync(cancellationToken).ConfigureAwait(false))
        {
            var now = time.GetUtcNow();
            var memory = await RecallAsync(job, now, cancellationToken).ConfigureAwait(false);
            var next = job.Next(memory.Basis(job));
            if (next <= now && !IsRunning(memory.LastTask))
            {
                var task = await DispatchAsync(job, cancellationToken).ConfigureAwait(false);
                await RememberAsync(job, memory with { LastRun = now, LastTask = task ?? memory.LastTask }, cancellationToken).ConfigureAwait(false);
                next = job.Next(now);
            }

            if (next > now && next < wake)
                wake = next.Value;
        }

        return wake;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!cancellationToken.IsCancellationRequested)
        {
            var wake = time.GetUtcNow() + RescanInterval;
            try
            {
                Volatile.Write(ref refresh, NewSignal());
                wake = await RunDueAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Log.PassFailed(logger, exception);
            }

            await WaitAsync(wake, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WaitAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        try
        {
            var pause = until - time.GetUtcNow();
            if (pause > TimeSpan.Zero)
                await refresh.Task.WaitAsync(pause, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // The time came, or the runner stops.
        }
    }

    private async Task<List<ScheduledJob>> GetJobsAsync(CancellationToken cancellationToken)
    {
        var jobs = new List<ScheduledJob>();
        foreach (var source in sources)
        {
            try
            {
                jobs.AddRange(await source.GetJobsAsync(cancellationToken).ConfigureAwait(false));
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                Log.SourceFailed(logger, source.GetType().Name, exception);
            }
        }

        return jobs;
    }

    private async Task<ScheduleMemory> RecallAsync(ScheduledJob job, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var known = await database.ReadAsync(session => ScheduleMemory.ReadAsync(session.States, job.Name), cancellationToken).ConfigureAwait(false);
        if (known?.Timing == job.Timing)
            return known;
        var changed = new ScheduleMemory(job.Timing, now, known?.LastRun, known?.LastTask);
        await RememberAsync(job, changed, cancellationToken).ConfigureAwait(false);
        return changed;
    }

    private Task RememberAsync(ScheduledJob job, ScheduleMemory memory, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await memory.WriteAsync(session.States, job.Name).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private bool IsRunning(Guid? task) => task is { } id && dispatcher.Peek(id) is not null;

    private async Task<Guid?> DispatchAsync(ScheduledJob job, CancellationToken cancellationToken)
    {
        try
        {
            return await job.DispatchAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.DispatchFailed(logger, job.Name, exception);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Error, "The scheduled jobs cannot be looked through; the next look is in a minute")]
        public static partial void PassFailed(ILogger logger, Exception exception);

        [LoggerMessage(2103, LogLevel.Error, "The jobs of {Source} cannot be read; they are asked for again in a minute")]
        public static partial void SourceFailed(ILogger logger, string source, Exception exception);

        [LoggerMessage(2102, LogLevel.Error, "The scheduled job {Job} cannot be dispatched; it is tried again at its next time")]
        public static partial void DispatchFailed(ILogger logger, string job, Exception exception);
    }
}
