using Pulp.ContentTypes;

namespace Pulp.Plugins.Python.Models;

/// <summary>
/// Marks a file as yanked (PEP 592): installers leave it out unless it is pinned.
/// </summary>
/// <remarks>A unit of its own, so that the mark is versioned, promoted and rolled back with the repository while the file stays the same.</remarks>
public sealed record PythonYank : Content
{
    /// <summary>Gets the file's name.</summary>
    public required string Filename { get; init; }

    /// <summary>Gets the project's normalized name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets why, or empty.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Gets whether an upstream said so, and not a user here.</summary>
    public bool IsFromUpstream { get; init; }

    /// <summary>Gets whether upstream took the yank back: the file is not yanked, and the mark stands where a yank stood.</summary>
    public bool IsWithdrawn { get; init; }
}
