using System.Globalization;
using Pulp.ContentTypes;
using Pulp.Digests;
using Pulp.Sync;

namespace Pulp.Plugins.File;

/// <summary>
/// Represents a line of a manifest: path, SHA-256 and size, with commas between. Lines that begin with # are comments.
/// </summary>
internal sealed record ManifestEntry(string Path, Digest Sha256, long Size)
{
    public static bool IsEntry(string line) => !string.IsNullOrWhiteSpace(line) && !line.StartsWith('#');

    /// <summary>Reads a line.</summary>
    /// <exception cref="SyncException">The line is no entry.</exception>
    public static ManifestEntry Parse(string line)
    {
        // A path may hold commas; digest and size do not.
        if (line.Split(',') is not [.. { Length: > 0 } path, var digest, var length])
            throw Malformed("three values with commas between are expected");
        if (!Digest.TryParse(DigestAlgorithm.Sha256, digest.Trim(), out var sha256))
            throw Malformed("the second value is no SHA-256");
        if (!long.TryParse(length.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            throw Malformed("the third value is no size");
        var entry = new ManifestEntry(string.Join(',', path).Trim(), sha256, size);
        return ContentPath.Check(entry.Path) is { } problem ? throw Malformed(problem) : entry;

        SyncException Malformed(string problem) => new($"The line '{line}' of the manifest cannot be used: {problem}");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Path},{Sha256.Hex},{Size}");

    /// <summary>Gets the address of the file: beside the manifest, whose query is kept, since it may hold the permission to read.</summary>
    public Uri UrlBeside(Uri manifest)
    {
        var folder = manifest.AbsolutePath[..(manifest.AbsolutePath.LastIndexOf('/') + 1)];
        return new UriBuilder(manifest) { Path = folder + ContentPath.Escape(Path) }.Uri;
    }
}
