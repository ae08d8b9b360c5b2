using Pulp.Storage;

namespace Pulp.Transfer;

/// <summary>Turns failures of the files of bundles into words that are safe to show.</summary>
internal static class TransferErrors
{
    public static bool IsFileFailure(Exception exception) => StorageErrors.IsFileFailure(exception);

    public static TransferException Translate(Exception exception, string operation, string? name)
    {
        var reason = (exception as StorageException ?? StorageErrors.Translate(exception, operation, name)).Reason;
        var why = reason switch
        {
            StorageFailureReason.NoSpace => "there is no space left",
            StorageFailureReason.PermissionDenied => "the server's user may not",
            StorageFailureReason.ReadOnly => "it is read-only",
            StorageFailureReason.Missing => "it is not there",
            _ => "the medium reports an error",
        };
        return new TransferException(TransferFailureReason.Inaccessible, $"Cannot {operation} {(name is null ? "the folder" : $"'{name}'")}: {why}.", exception);
    }
}
