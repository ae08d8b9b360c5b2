using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Pulp.Tasking;

/// <summary>Tells those who asked when a task's state changed.</summary>
internal sealed partial class TaskListeners(ILogger logger)
{
    private ImmutableArray<Func<PulpTask, ValueTask>> listeners = [];

    public IDisposable Add(Func<PulpTask, ValueTask> listener)
    {
        ImmutableInterlocked.Update(ref listeners, static (present, added) => present.Add(added), listener);
        return new Subscription(this, listener);
    }

    public async ValueTask TellAsync(PulpTask task)
    {
        foreach (var listener in listeners)
        {
            try
            {
                await listener(task).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                Log.ListenerFailed(logger, task.Id, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2021, LogLevel.Warning, "A listener failed on a change of task {TaskId}")]
        public static partial void ListenerFailed(ILogger logger, Guid taskId, Exception exception);
    }

    private sealed class Subscription(TaskListeners owner, Func<PulpTask, ValueTask> listener) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref owner.listeners, static (present, removed) => present.Remove(removed), listener);
    }
}
