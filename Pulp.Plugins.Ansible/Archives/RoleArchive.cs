using Pulp.Archives;

namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Looks into archives of roles, which git servers make: the role is at the top or in one top folder.
/// </summary>
internal static class RoleArchive
{
    private static readonly string[] Marks = ["meta/main.yml", "meta/main.yaml", "tasks/main.yml", "tasks/main.yaml"];

    /// <summary>Tells whether an archive, which is read to its end, holds a role and nothing that must not be unpacked.</summary>
    /// <exception cref="ArchiveFormatException">It is no acceptable tar archive.</exception>
    /// <exception cref="GzipFormatException">It is no acceptable gzip.</exception>
    public static async Task<bool> IsRoleAsync(Stream tarball, CancellationToken cancellationToken)
    {
        tarball.Position = 0;
        var unpacked = new VerifiedGzipStream(tarball, GzipLimits.None, leaveOpen: true);
        await using var disposing = unpacked.ConfigureAwait(false);
        var tar = new TarScanner(unpacked, tarball.Length, CollectionLimits.Default.Archive);
        var isRole = false;
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (await tar.NextAsync(cancellationToken).ConfigureAwait(false) is { } entry)
        {
            var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            if (entry.IsFolder && name is "" or ".")
                continue;
            Check(entry, name, names);
            isRole |= entry.IsFile && (Marks.Contains(name, StringComparer.Ordinal) || Marks.Contains(name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..], StringComparer.Ordinal));
        }

        await tar.FinishAsync(cancellationToken).ConfigureAwait(false);
        return isRole;
    }

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
