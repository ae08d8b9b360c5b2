using System.Formats.Tar;
using System.IO.Compression;

namespace Pulp.Plugins.Ansible.Git;

/// <summary>
/// Writes archives of sources. The same sources give the same bytes.
/// </summary>
internal static class SourceArchive
{
    /// <summary>Writes an archive.</summary>
    /// <param name="archive">The file to write.</param>
    /// <param name="top">What all paths begin with: a folder's name and a slash, or nothing.</param>
    /// <param name="made">Files that are not in the checkout; they come first.</param>
    /// <param name="files">The files of the checkout.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A task.</returns>
    public static async Task WriteAsync(
        string archive, string top, IEnumerable<(string Path, byte[] Content)> made, IEnumerable<SourceFile> files, CancellationToken cancellationToken)
    {
        var file = new FileStream(archive, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
        await using var closing = file.ConfigureAwait(false);
        var gzip = new GZipStream(file, CompressionLevel.Optimal);
        await using var flushing = gzip.ConfigureAwait(false);
        var tar = new TarWriter(gzip, TarEntryFormat.Gnu);
        await using var ending = tar.ConfigureAwait(false);
        foreach (var (path, content) in made)
            await AddAsync(tar, top + path, content, cancellationToken).ConfigureAwait(false);
        foreach (var member in files)
            await AddAsync(tar, top, member, cancellationToken).ConfigureAwait(false);
    }

    private static async Task AddAsync(TarWriter tar, string top, SourceFile member, CancellationToken cancellationToken)
    {
        if (member.Sha256 is null)
        {
            await tar.WriteEntryAsync(EntryOf(TarEntryType.Directory, $"{top}{member.Path}/", isExecutable: true), cancellationToken).ConfigureAwait(false);
            return;
        }

        var entry = EntryOf(TarEntryType.RegularFile, top + member.Path, member.IsExecutable);
        var content = File.OpenRead(member.FullPath);
        await using var ended = content.ConfigureAwait(false);
        entry.DataStream = content;
        await tar.WriteEntryAsync(entry, cancellationToken).ConfigureAwait(false);
    }

    private static async Task AddAsync(TarWriter tar, string name, byte[] content, CancellationToken cancellationToken)
    {
        var entry = EntryOf(TarEntryType.RegularFile, name, isExecutable: false);
        using var data = new MemoryStream(content);
        entry.DataStream = data;
        await tar.WriteEntryAsync(entry, cancellationToken).ConfigureAwait(false);
    }

    // Times of access and change stay out: they stand where other formats have the beginning of the name, and readers such as Python's take them for it.
    private static GnuTarEntry EntryOf(TarEntryType type, string name, bool isExecutable) => new(type, name)
    {
        ModificationTime = DateTimeOffset.UnixEpoch,
        Mode = (UnixFileMode)(isExecutable ? 0b111_101_101 : 0b110_100_100),
    };
}
