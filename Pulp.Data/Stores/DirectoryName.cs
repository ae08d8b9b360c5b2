using System.Text;

namespace Pulp.Data.Stores;

/// <summary>
/// The part of a path that a directory listing shows.
/// </summary>
internal static class DirectoryName
{
    /// <summary>Gets the name directly below a prefix, with a slash for a directory, or null when the path is not below it.</summary>
    /// <param name="path">The path in UTF-8.</param>
    /// <param name="prefix">Empty, or a path that ends in a slash.</param>
    public static string? Below(ReadOnlySpan<byte> path, string prefix)
    {
        Span<byte> start = stackalloc byte[Encoding.UTF8.GetMaxByteCount(prefix.Length) <= 512 ? 512 : 0];
        start = start.Length == 0 ? Encoding.UTF8.GetBytes(prefix) : start[..Encoding.UTF8.GetBytes(prefix, start)];
        if (!path.StartsWith(start) || path.Length == start.Length)
            return null;
        var rest = path[start.Length..];
        var slash = rest.IndexOf((byte)'/');
        return Encoding.UTF8.GetString(slash < 0 ? rest : rest[..(slash + 1)]);
    }
}
