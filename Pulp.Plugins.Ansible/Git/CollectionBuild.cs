using System.Security.Cryptography;
using System.Text.Json;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Git;

/// <summary>
/// Builds the archive of a collection from its sources, as <c>ansible-galaxy collection build</c> does. The same sources give the same bytes.
/// </summary>
internal static class CollectionBuild
{
    /// <summary>Builds an archive.</summary>
    /// <param name="folder">The sources.</param>
    /// <param name="sources">What they say.</param>
    /// <param name="archive">The file to write.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SyncException">The sources cannot be built.</exception>
    public static async Task BuildAsync(string folder, CollectionSources sources, string archive, CancellationToken cancellationToken)
    {
        var members = await SourceFiles.ListAsync(folder, new BuildIgnore(sources.Name.Namespace, sources.Name.Name, sources.Ignored), cancellationToken).ConfigureAwait(false);
        var files = WriteFiles(members);
        await SourceArchive.WriteAsync(archive, "", [("MANIFEST.json", WriteManifest(sources, files)), ("FILES.json", files)], members, cancellationToken).ConfigureAwait(false);
    }

    private static byte[] WriteFiles(IEnumerable<SourceFile> members) => Write(writer =>
    {
        writer.WriteStartArray("files");
        foreach (var member in members.Prepend(new SourceFile(".", "", null, IsExecutable: true)))
        {
            writer.WriteStartObject();
            writer.WriteString("name", member.Path);
            writer.WriteString("ftype", member.Sha256 is null ? "dir" : "file");
            writer.WriteString("chksum_type", member.Sha256 is null ? null : "sha256");
            writer.WriteString("chksum_sha256", member.Sha256);
            writer.WriteNumber("format", 1);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private static byte[] WriteManifest(CollectionSources sources, byte[] files) => Write(writer =>
    {
        writer.WritePropertyName("collection_info");
        writer.WriteRawValue(sources.Info);
        writer.WriteStartObject("file_manifest_file");
        writer.WriteString("name", "FILES.json");
        writer.WriteString("ftype", "file");
        writer.WriteString("chksum_type", "sha256");
        writer.WriteString("chksum_sha256", Convert.ToHexStringLower(SHA256.HashData(files)));
        writer.WriteNumber("format", 1);
        writer.WriteEndObject();
    });

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteNumber("format", 1);
            writer.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
