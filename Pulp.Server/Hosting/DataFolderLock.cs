namespace Pulp.Server.Hosting;

/// <summary>
/// Keeps two processes from working on one data folder: what one holds in memory, the other could not change.
/// </summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream file;

    private DataFolderLock(FileStream file) => this.file = file;

    public static DataFolderLock Take(string folder)
    {
        var path = Path.Combine(folder, "lock");
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new DataFolderLock(file);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new FolderInUseException(folder);
        }
    }

    public void Dispose() => file.Dispose();
}
