using System.Text;
using Pulp.Archives;

namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Looks into archives of roles, which git servers make: the role is at the top or in one top folder.
/// </summary>
internal static class RoleArchive
{
    private const int MaximumKept = 32;
    private const string Readme = "README.md";
    private static readonly string[] Meta = ["meta/main.yml", "meta/main.yaml"];
    private static readonly string[] Marks = [.. Meta, "tasks/main.yml", "tasks/main.yaml"];

    /// <summary>Reads an archive to its end, which holds nothing that must not be unpacked.</summary>
    /// <param name="tarball">The archive; the caller's to dispose.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>What is in it; null when it is no role.</returns>
    /// <exception cref="ArchiveFormatException">It is no acceptable tar archive.</exception>
    /// <exception cref="GzipFormatException">It is no acceptable gzip.</exception>
    public static async Task<RoleContents?> ReadAsync(Stream tarball, CancellationToken cancellationToken)
    {
        tarball.Position = 0;
        var unpacked = new VerifiedGzipStream(tarball, GzipLimits.None, leaveOpen: true);
        await using var disposing = unpacked.ConfigureAwait(false);
        var tar = new TarScanner(unpacked, tarball.Length, CollectionLimits.Default.Archive);
        var names = new HashSet<string>(StringComparer.Ordinal);

        // The role is where the first mark stands: at the root, or else in a folder.
        var roots = new List<string>();
        var kept = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (await tar.NextAsync(cancellationToken).ConfigureAwait(false) is { } entry)
        {
            var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            if (entry.IsFolder && name is "" or ".")
                continue;
            Check(entry, name, names);
            if (!entry.IsFile)
                continue;
            foreach (var root in (string[])["", name[..(name.IndexOf('/', StringComparison.Ordinal) + 1)]])
            {
                if (Marks.Contains(name[root.Length..], StringComparer.Ordinal))
                    roots.Add(root);
                if (IsWanted(name[root.Length..]) && entry.Size <= CollectionLimits.Default.MaxDocumentBytes && kept.Count < MaximumKept && !kept.ContainsKey(name))
                    kept[name] = await tar.ReadContentAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        await tar.FinishAsync(cancellationToken).ConfigureAwait(false);
        if (roots.Count == 0)
            return null;
        var top = roots.Contains("") ? "" : roots[0];
        var meta = Meta.Select(path => kept.GetValueOrDefault(top + path)).FirstOrDefault(content => content is not null);
        return new RoleContents(RoleMetadata.Of(meta), kept.GetValueOrDefault(top + Readme) is { } readme ? Encoding.UTF8.GetString(readme) : null);
    }

    private static bool IsWanted(string path) => path == Readme || Meta.Contains(path, StringComparer.Ordinal);

    private static void Check(TarEntry entry, string name, HashSet<string> names)
    {
        if (!ArchivePath.IsSafe(name))
            throw new ArchiveFormatException("tar", "a path leaves the archive or holds characters that file names must not have");
        if (!entry.IsFile && !entry.IsFolder && !entry.IsLink)
            throw new ArchiveFormatException("tar", "members must be files, folders or links");
        if (entry.IsLink && !ArchivePath.IsSafeLink(name, entry.LinkName, entry.IsHardLink))
            throw new ArchiveFormatException("tar", "a link must not leave the archive");
        if (!names.Add(name.TrimEnd('/')))
            throw new ArchiveFormatException("tar", "a member is in the archive more than once");
    }
}
