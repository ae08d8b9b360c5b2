using Pulp.Plugins;
using Pulp.Server.Settings;

namespace Pulp.Server.Hosting;

/// <summary>
/// Holds the data folder for this process: what one process holds in memory, another could not change.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnBsd = 35;
    private const string LockFile = "lock";
    private const string Database = "pulp.db";
    private const string Plugins = "plugins";
    private readonly FileStream file;

    private DataFolder(FileStream file) => this.file = file;

    /// <summary>Opens a folder; a missing one is made, readable by its owner alone.</summary>
    /// <param name="path">The folder.</param>
    /// <returns>The hold on it; disposing it lets go.</returns>
    /// <exception cref="InvalidSettingsException">The folder cannot be used.</exception>
    /// <exception cref="FolderInUseException">Another process holds it.</exception>
    public static DataFolder Open(string path)
    {
        try
        {
            RequireSuitable(path);
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(path);
            else
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return new DataFolder(Lock(path)).WithoutRemovedPlugins(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidSettingsException([$"The data folder '{path}' cannot be used: {exception.Message} Name another one with --data."]);
        }
    }

    /// <summary>Gets the folder of added plugins in a data folder.</summary>
    /// <param name="path">The folder.</param>
    public static string PluginsIn(string path) => Path.Combine(path, Plugins);

    /// <summary>Makes a missing folder, for what is put into it beside a running server.</summary>
    /// <param name="path">The folder.</param>
    /// <returns>Whether another process holds it.</returns>
    /// <exception cref="InvalidSettingsException">The folder cannot be used.</exception>
    public static bool Prepare(string path)
    {
        try
        {
            Open(path).Dispose();
            return false;
        }
        catch (FolderInUseException)
        {
            return true;
        }
    }

    /// <summary>Tells whether a folder holds the data of a Pulp.</summary>
    /// <param name="path">The folder.</param>
    public static bool IsPresent(string path) => File.Exists(Path.Combine(path, Database));

    /// <summary>Makes sure that a folder holds the data of a Pulp, for what would have nothing to look at otherwise.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="InvalidSettingsException">It does not.</exception>
    public static void RequirePresent(string path)
    {
        if (!IsPresent(path))
            throw new InvalidSettingsException([$"There is no Pulp data in '{path}'. Start the server or mirror something first, or name another folder with --data."]);
    }

    public void Dispose() => file.Dispose();

    // Nobody runs with them any more.
    private DataFolder WithoutRemovedPlugins(string path)
    {
        try
        {
            new PluginFolder(PluginsIn(path)).CleanUp();
            return this;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private static void RequireSuitable(string path)
    {
        if (File.Exists(path))
            throw new InvalidSettingsException([$"'{path}' is a file; name a folder with --data."]);
        if (!Directory.Exists(path) || File.Exists(Path.Combine(path, LockFile)) || File.Exists(Path.Combine(path, Database)))
            return;
        if (Directory.EnumerateFileSystemEntries(path).FirstOrDefault() is { } foreign)
            throw new InvalidSettingsException([$"The data folder '{path}' holds other data ({Path.GetFileName(foreign)}); name an empty folder, or a new one, with --data."]);
    }

    // Everything else, such as a file system that is only to be read, says itself what it is.
    private static bool IsHeld(IOException exception) => OperatingSystem.IsWindows()
        ? exception.HResult == SharingViolation
        : exception.HResult == (OperatingSystem.IsLinux() ? WouldBlockOnLinux : WouldBlockOnBsd);

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(Path.Combine(path, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (IsHeld(exception))
        {
            throw new FolderInUseException(path);
        }
    }
}
