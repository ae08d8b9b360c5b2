namespace Pulp.Tasking;

/// <summary>Makes and removes the directories tasks work in: one folder with a directory named by each task's identifier.</summary>
internal static class WorkingDirectories
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static string Create(string workingFolder, Guid taskId)
    {
        var path = PathOf(workingFolder, taskId);
        Remove(workingFolder, taskId);
        return CreatePrivate(path);
    }

    public static string CreatePrivate(string path) =>
        (OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, OwnerOnly)).FullName;

    public static void Remove(string workingFolder, Guid taskId)
    {
        var path = PathOf(workingFolder, taskId);
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }

    /// <summary>Removes directories that no running task has and that nothing was written to for a while.</summary>
    /// <returns>How many went.</returns>
    public static int Sweep(string workingFolder, Func<Guid, bool> isRunning, DateTimeOffset untouchedSince)
    {
        var folder = FolderOf(workingFolder);
        if (!Directory.Exists(folder))
            return 0;
        var removed = 0;
        foreach (var directory in new DirectoryInfo(folder).EnumerateDirectories())
        {
            if (!Guid.TryParseExact(directory.Name, "D", out var id) || isRunning(id) || directory.LastWriteTimeUtc > untouchedSince.UtcDateTime)
                continue;
            directory.Delete(recursive: true);
            removed++;
        }

        return removed;
    }

    private static string FolderOf(string workingFolder) => Path.Join(workingFolder, "tasks");

    private static string PathOf(string workingFolder, Guid taskId) => Path.Join(FolderOf(workingFolder), taskId.ToString("D"));
}
