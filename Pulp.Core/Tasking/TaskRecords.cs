using Microsoft.Extensions.Logging;
using Pulp.Stores;

namespace Pulp.Tasking;

/// <summary>Writes the records of live tasks. What is written is the record as it is when the write's turn comes, so writes never go backwards.</summary>
internal sealed partial class TaskRecords(IPulpDatabase database, TimeProvider time, ILogger logger)
{
    private const int FinalAttempts = 5;

    /// <summary>How often a running task's progress is written at most.</summary>
    internal static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    public Task InsertAsync(LiveTask live, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await session.Tasks.InsertAsync(live.Snapshot()).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    public Task UpdateAsync(LiveTask live) => database.WriteAsync(session => session.Tasks.UpdateAsync(live.Snapshot()));

    /// <summary>Writes a task's end; a database that is busy or full for a moment is asked again.</summary>
    public async Task UpdateFinalAsync(LiveTask live)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await UpdateAsync(live).ConfigureAwait(false);
                return;
            }
            catch (StoreException exception) when (exception.IsTransient && attempt < FinalAttempts)
            {
                Log.FinalRecordDelayed(logger, live.Id, exception);
                await Task.Delay(TimeSpan.FromSeconds(attempt), time).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                Log.FinalRecordLost(logger, live.Id, exception);
                return;
            }
        }
    }

    /// <summary>Writes progress while it changes, until canceled.</summary>
    public async Task FollowAsync(LiveTask live, CancellationToken cancellationToken)
    {
        var written = live.Snapshot();
        using var timer = new PeriodicTimer(ProgressInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                var present = live.Snapshot();
                if (present.Progress.SequenceEqual(written.Progress) && present.CreatedResources.Count == written.CreatedResources.Count)
                    continue;
                await UpdateAsync(live).ConfigureAwait(false);
                written = present;
            }
        }
        catch (OperationCanceledException)
        {
            // The task ended; its last progress is part of the final record.
        }
        catch (StoreException exception)
        {
            Log.ProgressLost(logger, live.Id, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2011, LogLevel.Warning, "The end of task {TaskId} cannot be written yet")]
        public static partial void FinalRecordDelayed(ILogger logger, Guid taskId, Exception exception);

        [LoggerMessage(2012, LogLevel.Error, "The end of task {TaskId} cannot be written; the next start records it as interrupted")]
        public static partial void FinalRecordLost(ILogger logger, Guid taskId, Exception exception);

        [LoggerMessage(2013, LogLevel.Warning, "The progress of task {TaskId} cannot be written; it is shown from memory until the task ends")]
        public static partial void ProgressLost(ILogger logger, Guid taskId, Exception exception);
    }
}
