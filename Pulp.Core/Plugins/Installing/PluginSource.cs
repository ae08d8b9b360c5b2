using Pulp.Plugins.Loading;

namespace Pulp.Plugins.Installing;

// Where a plugin comes from: a package or a folder. Only files that are asked for by name are read.
internal abstract class PluginSource : IDisposable
{
    // Far above any plugin, and below what fills a disk.
    private const long MaximumSize = 1L << 30;

    public abstract PluginManifest Manifest { get; }

    public static PluginSource Open(string path) => Directory.Exists(path) ? new FolderSource(path)
        : File.Exists(path) ? PackageSource.Read(path)
        : throw new PluginException($"There is no file or folder '{path}'.");

    public void CopyTo(string folder, IEnumerable<string> files)
    {
        var left = MaximumSize;
        try
        {
            foreach (var file in files.Append(PluginManifest.FileName))
            {
                using var from = OpenFile(file);
                using var to = StagedFolder.Create(folder, file);
                left = Copy(from, to, left);
            }
        }
        catch (InvalidDataException exception)
        {
            throw new PluginException("It is a damaged package.", exception);
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract Stream OpenFile(string path);

    protected virtual void Dispose(bool disposing)
    {
    }

    protected static PluginException Missing(string path) => new($"Its {PluginManifest.FileName} names '{path}', which is not there.");

    private static long Copy(Stream from, FileStream to, long left)
    {
        var buffer = new byte[81920];
        while (from.Read(buffer) is > 0 and var count)
        {
            left -= count;
            if (left < 0)
                throw new PluginException($"It is larger than {MaximumSize} bytes.");
            to.Write(buffer.AsSpan(0, count));
        }

        to.Flush(flushToDisk: true);
        return left;
    }
}
