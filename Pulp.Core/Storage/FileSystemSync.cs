using Microsoft.Win32.SafeHandles;

namespace Pulp.Storage;

/// <summary>
/// Forces a whole file system to disk for a batch of files, without losing an error to another batch.
/// </summary>
/// <remarks>
/// The kernel reports a failed write-back once per descriptor, to whichever call comes first, and whichever file it
/// was. So there is one descriptor, opened before anything is written, one call at a time, and a count of failures: bytes
/// begun before a failure that another batch was told of count as lost too.
/// </remarks>
internal sealed class FileSystemSync(DurableFiles files, string root) : IDisposable
{
    private readonly SafeFileHandle? fileSystem = files.OpenFileSystem(root);
    private readonly SemaphoreSlim turn = new(1);
    private int failures;

    public bool IsAvailable => fileSystem is not null;

    public int Failures => Volatile.Read(ref failures);

    /// <summary>Forces everything to disk.</summary>
    /// <param name="failuresBefore">The value of <see cref="Failures"/> before the first byte or name to be forced was written.</param>
    /// <param name="cancellationToken">Cancels waiting for the turn.</param>
    /// <exception cref="StorageException">The sync failed, or another did meanwhile.</exception>
    public async Task SyncAsync(int failuresBefore, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            SyncOrCount();
            if (failures != failuresBefore)
                throw StorageErrors.FromErrno(StorageErrors.InputOutput, "syncfs", root);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose()
    {
        fileSystem?.Dispose();
        turn.Dispose();
    }

    private void SyncOrCount()
    {
        try
        {
            files.SyncFileSystem(fileSystem!);
        }
        catch (StorageException)
        {
            failures++;
            throw;
        }
    }
}
