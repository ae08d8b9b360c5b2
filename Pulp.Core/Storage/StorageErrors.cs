using System.Globalization;

namespace Pulp.Storage;

/// <summary>Turns the errors of an operating system into <see cref="StorageException"/>, in one table.</summary>
internal static class StorageErrors
{
    public const int InputOutput = 5;

    public static bool IsFileFailure(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <summary>Translates an exception of the runtime, whose HResult on Unix is the errno itself.</summary>
    public static StorageException Translate(Exception exception, string operation, string? path) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => Make(StorageFailureReason.Missing, "ENOENT", operation, path, exception),
        UnauthorizedAccessException => Make(StorageFailureReason.PermissionDenied, "EACCES", operation, path, exception),
        _ => FromErrno(exception.HResult, operation, path, exception),
    };

    public static StorageException FromErrno(int errno, string operation, string? path, Exception? cause = null)
    {
        var (reason, name) = errno switch
        {
            1 => (StorageFailureReason.PermissionDenied, "EPERM"),
            2 => (StorageFailureReason.Missing, "ENOENT"),
            InputOutput => (StorageFailureReason.IoError, "EIO"),
            11 => (StorageFailureReason.Unavailable, "EAGAIN"),
            12 => (StorageFailureReason.Unavailable, "ENOMEM"),
            13 => (StorageFailureReason.PermissionDenied, "EACCES"),
            18 => (StorageFailureReason.Unsuitable, "EXDEV"),
            20 => (StorageFailureReason.Corrupt, "ENOTDIR"),
            21 => (StorageFailureReason.Corrupt, "EISDIR"),
            23 => (StorageFailureReason.Unavailable, "ENFILE"),
            24 => (StorageFailureReason.Unavailable, "EMFILE"),
            28 => (StorageFailureReason.NoSpace, "ENOSPC"),
            30 => (StorageFailureReason.ReadOnly, "EROFS"),
            40 => (StorageFailureReason.Corrupt, "ELOOP"),
            110 => (StorageFailureReason.Unavailable, "ETIMEDOUT"),
            122 => (StorageFailureReason.NoSpace, "EDQUOT"),
            unchecked((int)0x80070027) or unchecked((int)0x80070070) => (StorageFailureReason.NoSpace, "disk full"),
            _ => (StorageFailureReason.IoError, errno.ToString(CultureInfo.InvariantCulture)),
        };
        return Make(reason, name, operation, path, cause);
    }

    /// <summary>Reports that something other than a regular file lies where an artifact belongs.</summary>
    public static StorageException Irregular(string path) => new(
        StorageFailureReason.Corrupt,
        $"{Sentence(StorageFailureReason.Corrupt)}.",
        path);

    private static StorageException Make(StorageFailureReason reason, string name, string operation, string? path, Exception? cause) =>
        new(reason, $"{Sentence(reason)} ({operation}: {name}).", path, cause);

    private static string Sentence(StorageFailureReason reason) => reason switch
    {
        StorageFailureReason.NoSpace => "The artifact storage is full; free some space",
        StorageFailureReason.PermissionDenied => "The artifact storage denies access; give its owner back to the server's user",
        StorageFailureReason.ReadOnly => "The artifact storage is read-only; mount it writable",
        StorageFailureReason.Unavailable => "The artifact storage is not available for now",
        StorageFailureReason.Missing => "A file of the artifact storage is gone",
        StorageFailureReason.Corrupt => "Something other than a file or directory of ours lies in the artifact storage; remove it, then repair",
        StorageFailureReason.Unsuitable => "The artifact storage spans several file systems; put its root on one",
        _ => "The artifact storage reports an error of its medium; what was being written may be lost",
    };
}
