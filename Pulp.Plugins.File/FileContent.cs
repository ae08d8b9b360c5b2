using Pulp.ContentTypes;
using Pulp.Resources;

namespace Pulp.Plugins.File;

/// <summary>
/// Represents a file at a path. The same bytes at another path, and other bytes at the same path, are another unit.
/// </summary>
public sealed record FileContent : Content
{
    /// <summary>Gets the path below a distribution's base path; a repository version has one file at a path.</summary>
    public required string RelativePath { get; init; }

    /// <summary>Gets the SHA-256 of the file in hexadecimal.</summary>
    [Field(ReadOnly = true)]
    public required string Sha256 { get; init; }
}
