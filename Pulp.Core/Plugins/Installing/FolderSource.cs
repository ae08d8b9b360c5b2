using Pulp.Plugins.Loading;

namespace Pulp.Plugins.Installing;

// A folder as a plugin's build leaves it.
internal sealed class FolderSource : PluginSource
{
    private readonly string folder;

    public FolderSource(string folder)
    {
        this.folder = folder;
        try
        {
            Manifest = PluginManifest.Read(folder);
        }
        catch (PluginException exception)
        {
            throw new PluginException($"The folder '{folder}' holds no plugin: {exception.Message}.", exception);
        }
    }

    public override PluginManifest Manifest { get; }

    protected override Stream OpenFile(string path)
    {
        var file = new FileInfo(Path.Combine(folder, path));
        return file.Exists ? file.OpenRead() : throw Missing(path);
    }
}
