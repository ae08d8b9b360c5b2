using Microsoft.Win32.SafeHandles;
using Pulp.Storage;

namespace Pulp.Uploads;

/// <summary>The file an upload is gathered in: as long as its farthest chunk, with holes where chunks are missing.</summary>
internal sealed class UploadFile(string folder, Guid id, DurableFiles files)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Path { get; } = System.IO.Path.Join(folder, id.ToString("D"));

    /// <summary>Opens the file for writing; the first chunk makes it.</summary>
    /// <exception cref="StorageException">The file cannot be opened or made.</exception>
    public SafeFileHandle OpenForWriting()
    {
        try
        {
            var isNew = !File.Exists(Path);
            var file = File.OpenHandle(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous);
            if (!isNew)
                return file;
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, OwnerOnly);
            files.SyncDirectory(folder);
            return file;
        }
        catch (Exception exception) when (StorageErrors.IsFileFailure(exception))
        {
            throw StorageErrors.Translate(exception, "open", Path);
        }
    }

    /// <summary>Opens the bytes received so far.</summary>
    /// <exception cref="StorageException">The file cannot be opened, or was lost.</exception>
    public FileStream OpenForReading()
    {
        try
        {
            return new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception exception) when (StorageErrors.IsFileFailure(exception))
        {
            throw StorageErrors.Translate(exception, "open", Path);
        }
    }

    public ValueTask WriteAsync(SafeFileHandle file, ReadOnlyMemory<byte> bytes, long offset, CancellationToken cancellationToken) =>
        files.WriteAsync(file, bytes, offset, Path, cancellationToken);

    /// <summary>Forces what was written to disk.</summary>
    public void Sync(SafeFileHandle file) => files.Sync(file, Path);

    public void Delete() => files.Delete(Path);
}
