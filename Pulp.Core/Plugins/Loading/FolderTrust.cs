namespace Pulp.Plugins.Loading;

// Refuses what another user of the machine could swap. Links are never followed, so a loop of links ends here too.
internal static class FolderTrust
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    public static void CheckRoot(string root, bool allowWritableByEveryone)
    {
        if (!allowWritableByEveryone && IsWritableByEveryone(new DirectoryInfo(root)))
            throw new PluginException("everyone on this machine may write the folder of the plugins: take that right away");
    }

    public static void Check(string folder, bool allowWritableByEveryone)
    {
        var open = new Stack<FileSystemInfo>([new DirectoryInfo(folder)]);
        while (open.TryPop(out var entry))
        {
            var name = Path.GetRelativePath(folder, entry.FullName);
            if (entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
                throw new PluginException($"'{Named(name)}' is a link: put the files themselves into the folder");
            if (!allowWritableByEveryone && IsWritableByEveryone(entry))
                throw new PluginException($"everyone on this machine may write '{Named(name)}': take that right away");
            if (entry is DirectoryInfo directory)
            {
                foreach (var child in directory.EnumerateFileSystemInfos("*", Everything))
                    open.Push(child);
            }
        }
    }

    private static string Named(string relative) => relative == "." ? "its folder" : relative;

    private static bool IsWritableByEveryone(FileSystemInfo entry) =>
        !OperatingSystem.IsWindows() && entry.UnixFileMode.HasFlag(UnixFileMode.OtherWrite);
}
