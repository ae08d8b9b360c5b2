using System.Formats.Tar;
using System.Text;
using Pulp.Repositories;
using Pulp.Tests.Support;
using Pulp.Transfer;

namespace Pulp.Tests.Transfer;

/// <summary>Makes, opens and rebuilds bundles.</summary>
internal static class Bundles
{
    public static string FolderOf(TestPulp test) => Path.Combine(test.Folder, "bundles");

    public static Task<ExportResult> ExportAsync(TestPulp test, RepositoryVersion version, RepositoryVersion? start = null, long? chunkSize = null) =>
        test.Pulp.ExportAsync(FolderOf(test), [version], new ExportOptions { StartVersions = start is null ? [] : [start], ChunkSize = chunkSize });

    public static async Task<RepositoryVersion> UploadAsync(TestPulp test, Repository repository, string name, string text) =>
        (await test.Pulp.UploadAsync<DemoFile>(new MemoryStream(Encoding.UTF8.GetBytes(text)), name, repository)).Version!;

    public static async Task<List<(string Name, byte[] Bytes)>> ReadAsync(string path)
    {
        var members = new List<(string, byte[])>();
        await using var file = File.OpenRead(path);
        await using var tar = new TarReader(file);
        while (await tar.GetNextEntryAsync(copyData: true) is { } entry)
        {
            using var bytes = new MemoryStream();
            if (entry.DataStream is not null)
                await entry.DataStream.CopyToAsync(bytes);
            members.Add((entry.Name, bytes.ToArray()));
        }

        return members;
    }

    /// <summary>Writes an archive, without a table of contents, that differs from another.</summary>
    public static async Task<string> RewriteAsync(string path, Func<List<(string Name, byte[] Bytes)>, IEnumerable<(string Name, byte[] Bytes)>> change, TarEntryType type = TarEntryType.RegularFile)
    {
        var members = change(await ReadAsync(path)).ToList();
        var rewritten = path + ".changed.tar";
        await using var file = File.Create(rewritten);
        await using var tar = new TarWriter(file);
        foreach (var (name, bytes) in members)
        {
            var entry = new PaxTarEntry(name == "link" ? type : TarEntryType.RegularFile, name);
            if (entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.HardLink)
                entry.LinkName = "/etc/passwd";
            else if (entry.EntryType == TarEntryType.RegularFile)
                entry.DataStream = new MemoryStream(bytes);
            await tar.WriteEntryAsync(entry);
        }

        return rewritten;
    }

    public static (string Name, byte[] Bytes) Replace(this (string Name, byte[] Bytes) member, string text, string by) =>
        (member.Name, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(member.Bytes).Replace(text, by, StringComparison.Ordinal)));
}
