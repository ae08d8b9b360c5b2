using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pulp.Storage;

/// <summary>
/// Writes durably on Linux through the system calls themselves.
/// </summary>
/// <remarks>
/// The runtime's own calls do not serve: up to at least 10.0.12 <see cref="FileStream.Flush(bool)"/> and
/// <see cref="RandomAccess.FlushToDisk"/> return normally when fsync fails, and no call forces a directory to disk.
/// </remarks>
internal sealed partial class PosixFile : DurableFiles
{
    private const int ReadOnly = 0;
    private const int ReadWrite = 2;
    private const int CreateFlag = 0x40;
    private const int Exclusive = 0x80;
    private const int CloseOnExec = 0x80000;
    private const int Interrupted = 4;
    private const int Exists = 17;

    // EPERM, EXDEV, EMLINK, ENOSYS, EOPNOTSUPP: this file cannot have another name there.
    private static readonly int[] NoLinkErrors = [1, 18, 31, 38, 95];

    // These report through syncfs what went wrong while writing back; a union such as overlayfs does not pass on the
    // errors of the file system below it.
    private static readonly string[] FileSystemsWithErrorReport = ["ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "tmpfs"];

    // Linux 5.8 is the first whose syncfs reports errors of writing back.
    private static readonly Version FirstKernelWithErrorReport = new(5, 8);

    public override SafeFileHandle Create(string path) =>
        Open(path, ReadWrite | CreateFlag | Exclusive | CloseOnExec, "create");

    public override void Sync(SafeFileHandle file, string path) => Check(Repeat(file, Native.FSync), "fsync", path);

    public override void SyncFile(string path)
    {
        using var file = Open(path, ReadOnly | CloseOnExec, "open");
        Sync(file, path);
    }

    public override void SyncDirectory(string path) => SyncFile(path);

    public override SafeFileHandle? OpenFileSystem(string path)
    {
        if (Environment.OSVersion.Version < FirstKernelWithErrorReport)
            return null;
        var format = Guard("statfs", path, () => new DriveInfo(path).DriveFormat);
        return FileSystemsWithErrorReport.Contains(format) ? Open(path, ReadOnly | CloseOnExec, "open") : null;
    }

    public override void SyncFileSystem(SafeFileHandle fileSystem) => Check(Repeat(fileSystem, Native.SyncFs), "syncfs", path: null);

    public override void Rename(string from, string to) => Check(Native.Rename(from, to), "rename", to);

    public override void MakeDirectory(string path)
    {
        if (Native.MakeDirectory(path, (uint)StorageLayout.DirectoryMode) != 0 && Marshal.GetLastPInvokeError() != Exists)
            throw StorageErrors.FromErrno(Marshal.GetLastPInvokeError(), "mkdir", path);
    }

    public override bool TryLink(string from, string to)
    {
        if (Native.Link(from, to) == 0)
            return true;
        var error = Marshal.GetLastPInvokeError();
        return NoLinkErrors.Contains(error) ? false : throw StorageErrors.FromErrno(error, "link", to);
    }

    private static SafeFileHandle Open(string path, int flags, string operation)
    {
        int descriptor;
        do
            descriptor = Native.Open(path, flags, (uint)StorageLayout.FileMode);
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        Check(descriptor, operation, path);
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static int Repeat(SafeFileHandle handle, Func<SafeFileHandle, int> call)
    {
        int result;
        do
            result = call(handle);
        while (result < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return result;
    }

    private static void Check(int result, string operation, string? path)
    {
        if (result < 0)
            throw StorageErrors.FromErrno(Marshal.GetLastPInvokeError(), operation, path);
    }

    private static partial class Native
    {
        [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Link(string from, string to);

        [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Open(string path, int flags, uint mode);

        [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
        public static partial int FSync(SafeFileHandle file);

        [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
        public static partial int SyncFs(SafeFileHandle file);

        [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Rename(string from, string to);

        [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial int MakeDirectory(string path, uint mode);
    }
}
