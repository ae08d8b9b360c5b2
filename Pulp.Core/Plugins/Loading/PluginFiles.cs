using System.Security.Cryptography;

namespace Pulp.Plugins.Loading;

// Compares a plugin's folder with the files its manifest names.
internal static class PluginFiles
{
    private static readonly string[] CodeEndings = [".dll", ".exe", ".so", ".dylib", ".deps.json", ".runtimeconfig.json"];

    // Relative, with forward slashes, and the same file on every system.
    public static bool IsPlainPath(string path) =>
        path.Length is > 0 and <= 512
        && path.All(character => character is not ('\\' or ':') && !char.IsControl(character))
        && path.Split('/').All(part => part.Length is > 0 and <= 255 && part[0] != '.' && part[^1] is not ('.' or ' '));

    public static void Check(string folder, PluginManifest manifest)
    {
        if (manifest.Files is not { } files)
            return;
        if (!files.ContainsKey(manifest.Assembly))
            throw new PluginException($"its {PluginManifest.FileName} does not name its own {manifest.Assembly} among its files");
        foreach (var (path, digest) in files)
            CheckFile(Path.Combine(folder, path), path, digest);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
            if (IsCode(path) && !files.ContainsKey(path))
                throw new PluginException($"its folder holds '{path}', which its {PluginManifest.FileName} does not name");
        }
    }

    private static void CheckFile(string file, string path, string digest)
    {
        if (!File.Exists(file))
            throw new PluginException($"its folder has no {path}");
        using var stream = File.OpenRead(file);
        if (Convert.ToHexStringLower(SHA256.HashData(stream)) != digest)
            throw new PluginException($"'{path}' is not the file that its {PluginManifest.FileName} names: its digest is another");
    }

    // What the runtime takes, or what tells it where to look. Other files do no harm.
    private static bool IsCode(string path) =>
        CodeEndings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) || Path.GetFileName(path).Contains(".so.", StringComparison.OrdinalIgnoreCase);
}
