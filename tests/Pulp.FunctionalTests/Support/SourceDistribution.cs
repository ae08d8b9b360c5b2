using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Pulp.FunctionalTests.Support;

/// <summary>
/// Builds small source distributions that setuptools can build.
/// </summary>
internal static class SourceDistribution
{
    public static string Build(string folder, string name, string version)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{name}-{version}.tar.gz");
        using var file = File.Create(path);
        using var gzip = new GZipStream(file, CompressionLevel.Fastest);
        using var tar = new TarWriter(gzip);
        var root = $"{name}-{version}";
        Add($"{root}/PKG-INFO", $"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n");
        Add($"{root}/pyproject.toml", "[build-system]\nrequires = [\"setuptools\", \"wheel\"]\nbuild-backend = \"setuptools.build_meta\"\n");
        Add($"{root}/setup.cfg", $"[metadata]\nname = {name}\nversion = {version}\n\n[options]\npy_modules = {name}\n");
        Add($"{root}/{name}.py", $"__version__ = '{version}'\n");
        return path;

        void Add(string entry, string text) =>
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, entry) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
    }
}
