using Microsoft.Win32.SafeHandles;
using Pulp.Storage;

namespace Pulp.Core.Tests.Storage;

[Flags]
internal enum FileOperation
{
    None = 0,
    Create = 1,
    Write = 2,
    Sync = 4,
    SyncDirectory = 8,
    SyncFileSystem = 16,
    Rename = 32,
    MakeDirectory = 64,
    Delete = 128,
}

/// <summary>Passes everything on to the real files, keeps a log, and fails the k-th of the chosen operations.</summary>
internal sealed class FaultyFiles(FileOperation failing = FileOperation.None, int errno = 5) : DurableFiles
{
    private readonly DurableFiles real = ForThisSystem();
    private readonly Lock gate = new();
    private int countdown = failing == FileOperation.None ? 0 : 1;
    private FileOperation failing = failing;
    private int errno = errno;

    public List<(FileOperation Operation, string? Path)> Log { get; } = [];

    public bool Fired { get; private set; }

    /// <summary>Fails the k-th operation among some from now on, once.</summary>
    public void FailAt(int k, FileOperation operations, int error)
    {
        (countdown, failing, errno, Fired) = (k, operations, error, false);
        Log.Clear();
    }

    public override SafeFileHandle Create(string path)
    {
        Pass(FileOperation.Create, path);
        return real.Create(path);
    }

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset, string path)
    {
        WriteHalfWhenFailing(file, bytes, offset, path);
        real.Write(file, bytes, offset, path);
    }

    public override ValueTask WriteAsync(SafeFileHandle file, ReadOnlyMemory<byte> bytes, long offset, string path, CancellationToken cancellationToken)
    {
        WriteHalfWhenFailing(file, bytes.Span, offset, path);
        return real.WriteAsync(file, bytes, offset, path, cancellationToken);
    }

    public override void Sync(SafeFileHandle file, string path)
    {
        Pass(FileOperation.Sync, path);
        real.Sync(file, path);
    }

    public override void SyncFile(string path)
    {
        Pass(FileOperation.Sync, path);
        real.SyncFile(path);
    }

    public override void SyncDirectory(string path)
    {
        Pass(FileOperation.SyncDirectory, path);
        real.SyncDirectory(path);
    }

    public override SafeFileHandle? OpenFileSystem(string path) => real.OpenFileSystem(path);

    public override void SyncFileSystem(SafeFileHandle fileSystem)
    {
        Pass(FileOperation.SyncFileSystem, null);
        real.SyncFileSystem(fileSystem);
    }

    public override void Rename(string from, string to)
    {
        Pass(FileOperation.Rename, to);
        real.Rename(from, to);
    }

    public override void MakeDirectory(string path)
    {
        Pass(FileOperation.MakeDirectory, path);
        real.MakeDirectory(path);
    }

    public override void Delete(string path)
    {
        Pass(FileOperation.Delete, path);
        real.Delete(path);
    }

    private void WriteHalfWhenFailing(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset, string path)
    {
        try
        {
            Pass(FileOperation.Write, path);
        }
        catch (StorageException)
        {
            real.Write(file, bytes[..(bytes.Length / 2)], offset, path);
            throw;
        }
    }

    private void Pass(FileOperation operation, string? path)
    {
        lock (gate)
        {
            Log.Add((operation, path));
            if (!failing.HasFlag(operation) || --countdown != 0)
                return;
            Fired = true;
        }

        throw StorageErrors.FromErrno(errno, operation.ToString(), path);
    }
}
