using Microsoft.Win32.SafeHandles;

namespace Pulp.Storage;

/// <summary>
/// Writes durably with what the runtime offers, where there is no Linux.
/// </summary>
/// <remarks>
/// The runtime's flush is the right call here: on macOS it asks the disk itself (F_FULLFSYNC), which fsync does not, and
/// on Windows it is FlushFileBuffers. Neither system lets a program force a directory alone through the runtime; on
/// Windows the journal of NTFS orders the renames.
/// </remarks>
internal sealed class PortableFile : DurableFiles
{
    public override SafeFileHandle Create(string path) => Guard("create", path, () =>
    {
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, StorageLayout.FileMode);
        return file;
    });

    public override void Sync(SafeFileHandle file, string path) => Guard("flush", path, () =>
    {
        RandomAccess.FlushToDisk(file);
        return true;
    });

    public override void SyncDirectory(string path)
    {
    }

    public override SafeFileHandle? OpenFileSystem(string path) => null;

    public override void SyncFileSystem(SafeFileHandle fileSystem) => throw new NotSupportedException();

    public override void Rename(string from, string to) => Guard("rename", to, () =>
    {
        File.Move(from, to, overwrite: true);
        return true;
    });

    public override void MakeDirectory(string path) => Guard("mkdir", path, () =>
        OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, StorageLayout.DirectoryMode));
}
