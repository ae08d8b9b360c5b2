using System.Security.Cryptography;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Git;

/// <summary>
/// Lists what a checkout holds.
/// </summary>
internal static class SourceFiles
{
    private const int MaximumFiles = 50_000;

    /// <summary>Lists the files and folders below a folder, by path.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="ignore">What is left out.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SyncException">There are too many, or a link leads out of the folder.</exception>
    public static async Task<List<SourceFile>> ListAsync(string folder, BuildIgnore ignore, CancellationToken cancellationToken)
    {
        var members = new List<SourceFile>();
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
                    members.Add(new SourceFile(path, entry.FullName, null, IsExecutable: true));
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
    private static async Task<SourceFile> FileOf(string folder, string path, FileSystemInfo entry, CancellationToken cancellationToken)
    {
        var real = entry.LinkTarget is null ? entry : entry.ResolveLinkTarget(returnFinalTarget: true);
        var root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        if (real is not FileInfo { Exists: true } file || !file.FullName.StartsWith(root, StringComparison.Ordinal) || file.FullName.StartsWith(Path.Join(root, ".git"), StringComparison.Ordinal)
            || Ancestors(file, root).Any(directory => directory.LinkTarget is not null))
            throw new SyncException($"'{path}' is a link that leads to no file of the git repository.");
        var content = file.OpenRead();
        await using var closing = content.ConfigureAwait(false);
        var isExecutable = !OperatingSystem.IsWindows() && file.UnixFileMode.HasFlag(UnixFileMode.UserExecute);
        return new SourceFile(path, file.FullName, Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false)), isExecutable);
    }

    private static IEnumerable<DirectoryInfo> Ancestors(FileInfo file, string root)
    {
        for (var directory = file.Directory; directory is not null && directory.FullName.Length >= root.Length; directory = directory.Parent)
            yield return directory;
    }
}
