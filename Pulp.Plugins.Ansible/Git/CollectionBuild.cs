using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Git;

/// <summary>
/// Builds the archive of a collection from its sources, as <c>ansible-galaxy collection build</c> does. The same sources give the same bytes.
/// </summary>
internal static class CollectionBuild
{
    private const int MaximumFiles = 50_000;

    /// <summary>Builds an archive.</summary>
    /// <param name="folder">The sources.</param>
    /// <param name="sources">What they say.</param>
    /// <param name="archive">The file to write.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SyncException">The sources cannot be built.</exception>
    public static async Task BuildAsync(string folder, CollectionSources sources, string archive, CancellationToken cancellationToken)
    {
        var members = await ListAsync(folder, new BuildIgnore(sources.Name.Namespace, sources.Name.Name, sources.Ignored), cancellationToken).ConfigureAwait(false);
        var files = WriteFiles(members);
        var file = new FileStream(archive, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
        await using var closing = file.ConfigureAwait(false);
        var gzip = new GZipStream(file, CompressionLevel.Optimal);
        await using var flushing = gzip.ConfigureAwait(false);
        var tar = new TarWriter(gzip, TarEntryFormat.Gnu);
        await using var ending = tar.ConfigureAwait(false);
        await AddAsync(tar, "MANIFEST.json", WriteManifest(sources, files), cancellationToken).ConfigureAwait(false);
        await AddAsync(tar, "FILES.json", files, cancellationToken).ConfigureAwait(false);
        foreach (var member in members)
        {
            if (member.Sha256 is null)
            {
                await tar.WriteEntryAsync(EntryOf(TarEntryType.Directory, member.Path + "/", isExecutable: true), cancellationToken).ConfigureAwait(false);
                continue;
            }

            var entry = EntryOf(TarEntryType.RegularFile, member.Path, member.IsExecutable);
            var content = File.OpenRead(member.FullPath);
            await using var ended = content.ConfigureAwait(false);
            entry.DataStream = content;
            await tar.WriteEntryAsync(entry, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<List<Member>> ListAsync(string folder, BuildIgnore ignore, CancellationToken cancellationToken)
    {
        var members = new List<Member>();
        var waiting = new Stack<string>([""]);
        while (waiting.TryPop(out var below))
        {
            foreach (var entry in new DirectoryInfo(Path.Join(folder, below)).EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
            {
                var path = below.Length == 0 ? entry.Name : $"{below}/{entry.Name}";
                if (ignore.Matches(path))
                    continue;
                if (members.Count == MaximumFiles)
                    throw new SyncException($"The git repository holds more than {MaximumFiles} files.");
                if (entry.LinkTarget is not null)
                    entry.Refresh();
                if (entry is DirectoryInfo && entry.LinkTarget is null)
                {
                    members.Add(new Member(path, entry.FullName, null, IsExecutable: true));
                    waiting.Push(path);
                }
                else
                {
                    members.Add(await FileOf(folder, path, entry, cancellationToken).ConfigureAwait(false));
                }
            }
        }

        members.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        return members;
    }

    // A link to a file of the same repository becomes that file; every other link could lead out of it.
    private static async Task<Member> FileOf(string folder, string path, FileSystemInfo entry, CancellationToken cancellationToken)
    {
        var real = entry.LinkTarget is null ? entry : entry.ResolveLinkTarget(returnFinalTarget: true);
        var root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        if (real is not FileInfo { Exists: true } file || !file.FullName.StartsWith(root, StringComparison.Ordinal) || file.FullName.StartsWith(Path.Join(root, ".git"), StringComparison.Ordinal)
            || Ancestors(file, root).Any(directory => directory.LinkTarget is not null))
            throw new SyncException($"'{path}' is a link that leads to no file of the git repository.");
        var content = file.OpenRead();
        await using var closing = content.ConfigureAwait(false);
        var isExecutable = !OperatingSystem.IsWindows() && file.UnixFileMode.HasFlag(UnixFileMode.UserExecute);
        return new Member(path, file.FullName, Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false)), isExecutable);
    }

    private static IEnumerable<DirectoryInfo> Ancestors(FileInfo file, string root)
    {
        for (var directory = file.Directory; directory is not null && directory.FullName.Length >= root.Length; directory = directory.Parent)
            yield return directory;
    }

    private static byte[] WriteFiles(IEnumerable<Member> members) => Write(writer =>
    {
        writer.WriteStartArray("files");
        foreach (var member in members.Prepend(new Member(".", "", null, IsExecutable: true)))
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

    private static async Task AddAsync(TarWriter tar, string name, byte[] content, CancellationToken cancellationToken)
    {
        var entry = EntryOf(TarEntryType.RegularFile, name, isExecutable: false);
        using var data = new MemoryStream(content);
        entry.DataStream = data;
        await tar.WriteEntryAsync(entry, cancellationToken).ConfigureAwait(false);
    }

    private static GnuTarEntry EntryOf(TarEntryType type, string name, bool isExecutable) => new(type, name)
    {
        ModificationTime = DateTimeOffset.UnixEpoch,
        AccessTime = DateTimeOffset.UnixEpoch,
        ChangeTime = DateTimeOffset.UnixEpoch,
        Mode = (UnixFileMode)(isExecutable ? 0b111_101_101 : 0b110_100_100),
    };

    private sealed record Member(string Path, string FullPath, string? Sha256, bool IsExecutable);
}
