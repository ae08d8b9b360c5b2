using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Pulp.Plugins.Ansible.Tests.Support;

/// <summary>Writes archives with a manifest and nothing else, the same bytes each time.</summary>
internal static class Tarballs
{
    public static string ManifestOf(string space, string name, string version) =>
        $$"""{"collection_info": {"namespace": "{{space}}", "name": "{{name}}", "version": "{{version}}"}, "format": 1}""";

    public static byte[] Of(string space, string name, string version) => With("MANIFEST.json", ManifestOf(space, name, version));

    public static byte[] With(string member, string content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Ustar))
        {
            using var data = new MemoryStream(Encoding.UTF8.GetBytes(content));
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, member) { DataStream = data, ModificationTime = DateTimeOffset.UnixEpoch });
        }

        return packed.ToArray();
    }
}
