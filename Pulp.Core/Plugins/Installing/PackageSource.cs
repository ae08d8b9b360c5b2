using System.IO.Compression;
using Pulp.Plugins.Loading;

namespace Pulp.Plugins.Installing;

// A plugin's NuGet package, which holds the plugin's folder below tools/pulp-plugin/. Nothing else of it counts, scripts least of all.
internal sealed class PackageSource : PluginSource
{
    public const string Folder = "tools/pulp-plugin/";

    private readonly ZipArchive archive;

    private PackageSource(ZipArchive archive)
    {
        this.archive = archive;
        if (archive.Entries.FirstOrDefault(entry => !IsInside(entry.FullName)) is { } outside)
            throw new PluginException($"It is damaged or forged: it holds a file '{outside.FullName}'.");
        using var manifest = OpenFile(PluginManifest.FileName);
        var json = new byte[PluginManifest.MaximumSize + 1];
        var length = manifest.ReadAtLeast(json, json.Length, throwOnEndOfStream: false);
        try
        {
            Manifest = PluginManifest.Read(json.AsMemory(0, length));
        }
        catch (PluginException exception)
        {
            throw new PluginException($"It holds no plugin: {exception.Message}.", exception);
        }
    }

    public override PluginManifest Manifest { get; }

    public static PackageSource Read(string path)
    {
        ZipArchive? opened = null;
        try
        {
            opened = ZipFile.OpenRead(path);
            return new PackageSource(opened);
        }
        catch (InvalidDataException exception)
        {
            opened?.Dispose();
            throw new PluginException($"'{Path.GetFileName(path)}' is not a package, or a damaged one.", exception);
        }
        catch
        {
            opened?.Dispose();
            throw;
        }
    }

    protected override Stream OpenFile(string path)
    {
        var found = archive.Entries.Where(entry => entry.FullName == Folder + path).Take(2).ToList();
        return found switch
        {
            [var one] => one.Open(),
            [] when path == PluginManifest.FileName => throw new PluginException($"It holds no plugin: there is no {Folder}{path} in it. A project that sets IsPulpPlugin packs it."),
            [] => throw Missing(path),
            _ => throw new PluginException($"It is damaged or forged: it holds '{path}' twice."),
        };
    }

    protected override void Dispose(bool disposing)
    {
        archive.Dispose();
        base.Dispose(disposing);
    }

    private static bool IsInside(string path) => !path.StartsWith('/') && !path.Contains('\\') && !path.Contains(':') && !path.Split('/').Contains("..");
}
