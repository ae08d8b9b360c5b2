using System.IO.Abstractions;

namespace Pulp.Storage;

/// <summary>
/// Decides which paths of the server's file system an administrator opened to requests: those below an allowed folder after every symbolic link is resolved.
/// </summary>
internal sealed class AllowedFolders(IFileSystem fileSystem, IEnumerable<string> folders)
{
    // As many as the kernel follows before ELOOP.
    private const int MaxLinks = 40;
    private readonly string[] allowed = [.. folders];

    /// <summary>Resolves an absolute path, of which the last parts need not exist.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The path without links; null when it is not absolute or leads elsewhere.</returns>
    public string? Resolve(string path) => ResolveBelow(path, orEqual: true);

    /// <summary>Resolves as <see cref="Resolve"/> does a path that must not be an allowed folder itself.</summary>
    public string? ResolveInside(string path) => ResolveBelow(path, orEqual: false);

    private string? ResolveBelow(string path, bool orEqual)
    {
        if (allowed.Length == 0 || path.Contains('\0', StringComparison.Ordinal) || RealPath(path) is not { } real)
            return null;
        return allowed.Any(folder => RealPath(folder) is { } root && IsBelow(real, root, orEqual)) ? real : null;
    }

    private static bool IsBelow(string path, string root, bool orEqual)
    {
        var folder = Path.TrimEndingDirectorySeparator(root);
        if (Path.TrimEndingDirectorySeparator(path).Equals(folder, StringComparison.Ordinal))
            return orEqual;
        return path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    // Resolves links in every component, which Path.GetFullPath and ResolveLinkTarget do not; what does not exist is kept as it is.
    private string? RealPath(string path)
    {
        if (!Path.IsPathFullyQualified(path))
            return null;
        var links = 0;
        var rest = new Stack<string>(Components(Path.GetFullPath(path)));
        var real = Path.GetPathRoot(Path.GetFullPath(path))!;
        while (rest.TryPop(out var name))
        {
            var candidate = Path.GetFullPath(Path.Combine(real, name));
            if (fileSystem.FileInfo.FromFileName(candidate).LinkTarget is not { } target)
            {
                real = candidate;
                continue;
            }

            if (++links > MaxLinks)
                return null;
            if (Path.IsPathFullyQualified(target))
                real = Path.GetPathRoot(target)!;
            foreach (var component in Components(target))
                rest.Push(component);
        }

        return real;
    }

    private static IEnumerable<string> Components(string path) =>
        path[(Path.GetPathRoot(path)?.Length ?? 0)..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse();
}
