using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Pulp.FunctionalTests.Support;

/// <summary>
/// Builds small wheels: one module that knows its version.
/// </summary>
internal static class Wheel
{
    public static string Build(string folder, string name, string version, params string[] requirements)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{name}-{version}-py3-none-any.whl");
        var info = $"{name}-{version}.dist-info";
        var files = new List<(string Name, string Text)>
        {
            ($"{name}.py", $"__version__ = '{version}'\n"),
            ($"{info}/METADATA", $"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nSummary: A small package\nRequires-Python: >=3.8\n{string.Concat(requirements.Select(requirement => $"Requires-Dist: {requirement}\n"))}"),
            ($"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
        };
        var record = new StringBuilder();
        foreach (var (file, text) in files)
            record.Append(file).Append(",sha256=").Append(Encode(SHA256.HashData(Encoding.UTF8.GetBytes(text)))).Append(',').Append(Encoding.UTF8.GetByteCount(text)).Append('\n');
        files.Add(($"{info}/RECORD", $"{record}{info}/RECORD,,\n"));
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (file, text) in files)
        {
            using var writer = new StreamWriter(archive.CreateEntry(file).Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            writer.Write(text);
        }

        return path;
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
