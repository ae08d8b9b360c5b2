using Microsoft.Win32.SafeHandles;

namespace Pulp.Storage;

/// <summary>
/// The file operations that durable writing is made of; each one failing can be simulated in a test.
/// </summary>
/// <remarks>Every member throws <see cref="StorageException"/> and nothing else, except <see cref="OperationCanceledException"/>.</remarks>
internal abstract class DurableFiles
{
    /// <summary>Gets the implementation for this operating system.</summary>
    public static DurableFiles ForThisSystem() => OperatingSystem.IsLinux() ? new PosixFile() : new PortableFile();

    /// <summary>Makes a new file with the mode of the layout; an existing one is an error.</summary>
    public abstract SafeFileHandle Create(string path);

    /// <summary>Forces a file to disk. After an error the bytes count as lost: the system may have dropped them, so that asking again would succeed.</summary>
    public abstract void Sync(SafeFileHandle file, string path);

    /// <summary>Forces the names in a directory to disk.</summary>
    public abstract void SyncDirectory(string path);

    /// <summary>Opens what <see cref="SyncFileSystem"/> needs, or returns <see langword="null"/> where one call cannot force everything with errors reported.</summary>
    public abstract SafeFileHandle? OpenFileSystem(string path);

    /// <summary>Forces everything written in a file system to disk.</summary>
    public abstract void SyncFileSystem(SafeFileHandle fileSystem);

    /// <summary>Moves a file within its file system, replacing a file at the target.</summary>
    public abstract void Rename(string from, string to);

    /// <summary>Makes a directory with the mode of the layout; its parent exists. An existing directory is no error.</summary>
    public abstract void MakeDirectory(string path);

    /// <summary>Forces a closed file to disk.</summary>
    public virtual void SyncFile(string path)
    {
        using var file = Guard("open", path, () => File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));
        Sync(file, path);
    }

    public virtual void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset, string path)
    {
        try
        {
            RandomAccess.Write(file, bytes, offset);
        }
        catch (Exception exception) when (StorageErrors.IsFileFailure(exception))
        {
            throw StorageErrors.Translate(exception, "write", path);
        }
    }

    public virtual async ValueTask WriteAsync(SafeFileHandle file, ReadOnlyMemory<byte> bytes, long offset, string path, CancellationToken cancellationToken)
    {
        try
        {
            await RandomAccess.WriteAsync(file, bytes, offset, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (StorageErrors.IsFileFailure(exception))
        {
            throw StorageErrors.Translate(exception, "write", path);
        }
    }

    /// <summary>Gives a file a second name.</summary>
    /// <returns>Whether it has it; false where the file systems differ or know no such thing.</returns>
    public virtual bool TryLink(string from, string to) => false;

    /// <summary>Opens a file that may still be written, renamed or deleted meanwhile.</summary>
    public virtual SafeFileHandle OpenForReading(string path) =>
        Guard("open", path, () => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

    /// <summary>Opens a file to go on writing it; null when there is none.</summary>
    public virtual SafeFileHandle? OpenForWriting(string path) => Guard("open", path, () =>
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    });

    /// <summary>Removes a file; an absent one is no error.</summary>
    public virtual void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // A file in an absent directory is an absent file.
        }
        catch (Exception exception) when (StorageErrors.IsFileFailure(exception))
        {
            throw StorageErrors.Translate(exception, "delete", path);
        }
    }

    /// <summary>Looks at what lies at a path without following a link.</summary>
    public virtual FileFacts Inspect(string path) => Guard("stat", path, () =>
    {
        var info = new FileInfo(path);
        var attributes = info.Attributes;
        if ((int)attributes == -1)
            return FileFacts.Absent;
        return (attributes & (FileAttributes.Directory | FileAttributes.ReparsePoint | FileAttributes.Device)) == FileAttributes.None
            ? new FileFacts(FileKind.Regular, info.Length, new DateTimeOffset(info.LastWriteTimeUtc, TimeSpan.Zero))
            : FileFacts.Irregular;
    });

    protected static T Guard<T>(string operation, string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (StorageErrors.IsFileFailure(exception))
        {
            throw StorageErrors.Translate(exception, operation, path);
        }
    }
}
