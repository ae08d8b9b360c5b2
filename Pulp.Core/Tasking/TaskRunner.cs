using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pulp.Documents;

namespace Pulp.Tasking;

/// <summary>Runs the handler of one task and gives the task its end, whatever happens.</summary>
internal sealed partial class TaskRunner(IServiceScopeFactory scopes, TimeProvider time, string workingFolder, ILogger logger)
{
    public TaskContext Begin(LiveTask live) => live.Begin(time.GetUtcNow(), workingFolder);

    public async Task RunAsync(LiveTask live, TaskContext context)
    {
        var task = context.Task;
        using var logged = logger.BeginScope(new Dictionary<string, object?> { ["CorrelationId"] = task.CorrelationId, ["TaskId"] = task.Id });
        try
        {
            if (live.IsCancelRequested)
                throw new OperationCanceledException();
            live.StopToken.ThrowIfCancellationRequested();
            var scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                var result = await live.Body(scope.ServiceProvider, context, live.StopToken).ConfigureAwait(false);
                live.TryEnd(TaskState.Completed, time.GetUtcNow(), result: ToJson(result));
            }
        }
        catch (Exception exception)
        {
            EndWith(live, task, exception);
        }

        RemoveWorkingDirectory(context);
    }

    private static JsonElement? ToJson(object? result) => result switch
    {
        null => null,
        JsonElement json => json,
        _ => JsonSerializer.SerializeToElement(result, result.GetType(), DocumentJson.Options),
    };

    private void EndWith(LiveTask live, PulpTask task, Exception exception)
    {
        var now = time.GetUtcNow();
        if (live.IsCancelRequested)
        {
            if (exception is not OperationCanceledException)
                Log.FailedWhileCanceled(logger, task.Name, task.Id, exception);
            live.TryEnd(TaskState.Canceled, now);
            return;
        }

        if (live.IsStopRequested && exception is OperationCanceledException)
        {
            live.TryEnd(TaskState.Failed, now, TaskErrors.ServerStopped);
            return;
        }

        var error = TaskErrors.Of(exception, task.CorrelationId);
        if (error.Code is null)
            Log.FailedUnexpectedly(logger, task.Name, task.Id, task.CorrelationId, exception);
        else // An expected failure says all in its message; its stack is for debugging.
            Log.Failed(logger, task.Name, task.Id, error.Description, task.CorrelationId, logger.IsEnabled(LogLevel.Debug) ? exception : null);
        live.TryEnd(TaskState.Failed, now, error);
    }

    private void RemoveWorkingDirectory(TaskContext context)
    {
        try
        {
            context.RemoveWorkingDirectory();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.WorkingDirectoryRemains(logger, context.Task.Id, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Error, "Task {Name} {TaskId} failed unexpectedly, correlation id {CorrelationId}")]
        public static partial void FailedUnexpectedly(ILogger logger, string name, Guid taskId, string correlationId, Exception exception);

        [LoggerMessage(2002, LogLevel.Warning, "Task {Name} {TaskId} failed: {Description} Correlation id {CorrelationId}")]
        public static partial void Failed(ILogger logger, string name, Guid taskId, string description, string correlationId, Exception? exception);

        [LoggerMessage(2003, LogLevel.Information, "Task {Name} {TaskId} failed while it was being canceled")]
        public static partial void FailedWhileCanceled(ILogger logger, string name, Guid taskId, Exception exception);

        [LoggerMessage(2004, LogLevel.Warning, "The working directory of task {TaskId} cannot be removed; the next sweep tries again")]
        public static partial void WorkingDirectoryRemains(ILogger logger, Guid taskId, Exception exception);
    }
}
