using Pulp.Artifacts;
using Pulp.Stores;

namespace Pulp.Serving;

/// <summary>
/// Represents what a path of a distribution leads to.
/// </summary>
public abstract record ResolvedPath
{
    private ResolvedPath()
    {
    }

    /// <summary>A file, stored or promised.</summary>
    /// <param name="Content">The file with its artifact and sources.</param>
    /// <param name="RelativePath">Its path below the base path; that of <c>index.html</c> when a directory was asked for.</param>
    /// <param name="Source">What the distribution serves, when the path leads to this file for as long as that does not change; null when it is so for a while only.</param>
    public sealed record File(ContentArtifact Content, string RelativePath, ServedSource? Source) : ResolvedPath;

    /// <summary>A directory.</summary>
    /// <param name="Entries">Its entries in ordinal order.</param>
    /// <param name="Source">What the distribution serves.</param>
    public sealed record Directory(IReadOnlyList<DirectoryEntry> Entries, ServedSource Source) : ResolvedPath;

    /// <summary>A directory that was asked for without the slash at its end.</summary>
    public sealed record MissingSlash : ResolvedPath;

    /// <summary>Nothing here, but the distribution's remote may be asked: see <see cref="PullThrough"/>.</summary>
    public sealed record Upstream : ResolvedPath;

    /// <summary>Nothing.</summary>
    /// <param name="Reason">Why, in words for the user.</param>
    public sealed record Missing(string Reason) : ResolvedPath;
}
