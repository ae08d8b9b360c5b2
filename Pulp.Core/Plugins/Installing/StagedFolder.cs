namespace Pulp.Plugins.Installing;

// A folder that becomes part of the folder of plugins by one renaming, or goes.
internal sealed class StagedFolder : IDisposable
{
    // Whatever the process lets others do with its files: a plugin that everyone may write is not loaded.
    private const UnixFileMode OfFiles = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode OfFolders = OfFiles | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public StagedFolder(string root)
    {
        Path = Hidden(root);
        CreateFolder(Path);
    }

    public string Path { get; }

    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OfFolders);
    }

    public static FileStream Create(string folder, string file)
    {
        var target = System.IO.Path.Combine(folder, file);
        CreateFolder(System.IO.Path.GetDirectoryName(target)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OfFiles;
        return new FileStream(target, options);
    }

    public static void Delete(string root, string folder)
    {
        // A link is taken away, not what it leads to.
        if (new DirectoryInfo(folder).LinkTarget is not null)
        {
            Directory.Delete(folder);
            return;
        }

        // Out of sight in one step: half of a plugin is worse than none.
        var hidden = Hidden(root);
        Directory.Move(folder, hidden);
        Directory.Delete(hidden, recursive: true);
    }

    public void MoveTo(string target) => Directory.Move(Path, target);

    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }

    private static string Hidden(string root) => System.IO.Path.Combine(root, $".{Guid.NewGuid():N}");
}
