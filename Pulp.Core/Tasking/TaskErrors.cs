using System.Text.Json;
using Pulp.Downloads;
using Pulp.Storage;

namespace Pulp.Tasking;

/// <summary>Turns what went wrong into words that are safe to show.</summary>
internal static class TaskErrors
{
    public static TaskError ProcessEnded { get; } = new("The process that ran the task ended before the task did.", "task.process_ended");

    public static TaskError ServerStopped { get; } = new("The server was stopped before the task ended.", "task.server_stopped");

    public static TaskError Of(Exception exception, string correlationId) => exception is PulpException known
        ? new TaskError(known.Message, CodeOf(known))
        : new TaskError($"An unexpected error occurred; see the log entry with correlation id {correlationId}.");

    private static string CodeOf(PulpException exception) => exception switch
    {
        IErrorCode coded => coded.ErrorCode,
        DownloadException download => "download." + Snake(download.Reason.ToString()),
        StorageException storage => "storage." + Snake(storage.Reason.ToString()),
        _ => Snake(exception.GetType().Name is var name && name.EndsWith("Exception", StringComparison.Ordinal) ? name[..^"Exception".Length] : name),
    };

    private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
