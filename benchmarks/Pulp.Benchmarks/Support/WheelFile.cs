using System.Buffers.Text;
using System.IO.Compression;
using System.Security.Cryptography;
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
            var folder = $"{name}-{version}.dist-info";
            var record = Add(archive, $"{folder}/METADATA", $"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nSummary: A package\n")
                + Add(archive, $"{folder}/WHEEL", "Wheel-Version: 1.0\nGenerator: benchmark\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
            Add(archive, $"{folder}/RECORD", $"{record}{folder}/RECORD,,\n");
        }

        return bytes.ToArray();
    }

    private static string Add(ZipArchive archive, string path, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        using var stream = archive.CreateEntry(path).Open();
        stream.Write(bytes);
        return $"{path},sha256={Base64Url.EncodeToString(SHA256.HashData(bytes))},{bytes.Length}\n";
    }
}
