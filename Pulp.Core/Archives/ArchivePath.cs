namespace Pulp.Archives;

/// <summary>
/// Holds the rules for names inside archives. Nothing is ever unpacked here, but what is served is unpacked by others.
/// </summary>
public static class ArchivePath
{
    /// <summary>
    /// Tells whether a name stays below the folder it is unpacked to, on every system: relative, no backslash, control character, drive letter,
    /// empty segment, <c>.</c> or <c>..</c>. A trailing slash marks a folder.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <returns>Whether it does.</returns>
    public static bool IsSafe(string name)
    {
        var path = name.AsSpan();
        path = path is [.., '/'] ? path[..^1] : path;
        if (path.IsEmpty || path.Length > 4096 || (path.Length > 1 && path[1] == ':'))
            return false;

        foreach (var c in path)
        {
            if (c == '\\' || char.IsControl(c))
                return false;
        }

        foreach (var range in path.Split('/'))
        {
            if (path[range] is "" or "." or "..")
                return false;
        }

        return true;
    }

    /// <summary>Tells whether a link at a name points below the archive's own root.</summary>
    /// <param name="name">The link's name, found safe.</param>
    /// <param name="target">What it points to.</param>
    /// <param name="fromRoot">Whether the target counts from the root, as that of a hard link does, and not from the folder of the link.</param>
    /// <returns>Whether it does.</returns>
    public static bool IsSafeLink(string name, string target, bool fromRoot)
    {
        if (target.StartsWith('/') || target.Contains('\\', StringComparison.Ordinal))
            return false;

        var depth = fromRoot ? 0 : name.Count(static c => c == '/');
        foreach (var segment in target.Split('/'))
        {
            depth += segment switch { "" or "." => 0, ".." => -1, _ => 1 };
            if (depth < 0)
                return false;
        }

        return true;
    }
}
