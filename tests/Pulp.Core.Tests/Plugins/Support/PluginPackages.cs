using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Pulp.Core.Tests.Plugins.Support;

/// <summary>Packages of plugins as a build packs them, or as someone forged them.</summary>
internal static class PluginPackages
{
    public const string Folder = "tools/pulp-plugin/";

    /// <summary>Packs a plugin's folder.</summary>
    /// <param name="plugin">The folder.</param>
    /// <param name="file">The package.</param>
    /// <param name="edit">Changes the entries, by path.</param>
    public static string Pack(string plugin, string file, Action<List<(string Path, byte[] Bytes)>>? edit = null)
    {
        List<(string Path, byte[] Bytes)> entries = [.. Directory.EnumerateFiles(plugin, "*", SearchOption.AllDirectories)
            .Select(path => (Folder + Path.GetRelativePath(plugin, path).Replace('\\', '/'), File.ReadAllBytes(path)))];
        edit?.Invoke(entries);
        using var archive = ZipFile.Open(file, ZipArchiveMode.Create);
        foreach (var (path, bytes) in entries)
        {
            using var stream = archive.CreateEntry(path).Open();
            stream.Write(bytes);
        }

        return file;
    }

    /// <summary>Gives a plugin's folder another version, as its next build would.</summary>
    public static void SetVersion(string plugin, string version) => PluginFolders.EditManifest(plugin, manifest => manifest["version"] = version);

    /// <summary>Names a file in a manifest, with its digest.</summary>
    public static void Name(string plugin, string path, byte[] bytes) =>
        PluginFolders.EditManifest(plugin, manifest => manifest["files"]!.AsObject()[path] = JsonValue.Create(Convert.ToHexStringLower(SHA256.HashData(bytes))));
}
