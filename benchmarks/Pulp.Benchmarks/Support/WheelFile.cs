using System.IO.Compression;
using System.Text;

namespace Pulp.Benchmarks;

/// <summary>Makes the smallest wheel an index takes.</summary>
internal static class WheelFile
{
    public static byte[] Create(string name, string version)
    {
        var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, $"{name}-{version}.dist-info/METADATA", $"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nSummary: A package\n");
            Add(archive, $"{name}-{version}.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: benchmark\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
            Add(archive, $"{name}-{version}.dist-info/RECORD", $"{name}-{version}.dist-info/METADATA,,\n{name}-{version}.dist-info/WHEEL,,\n{name}-{version}.dist-info/RECORD,,\n");
        }

        return bytes.ToArray();
    }

    private static void Add(ZipArchive archive, string path, string text)
    {
        using var stream = archive.CreateEntry(path).Open();
        stream.Write(Encoding.UTF8.GetBytes(text));
    }
}
