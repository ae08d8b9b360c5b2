using Pulp.Resources;

namespace Pulp.Plugins.Python.Projects;

/// <summary>
/// Represents a request to yank a release or a file of a repository (PEP 592), or to take that back.
/// </summary>
public sealed record YankRequest
{
    /// <summary>Gets the project's name, for a release.</summary>
    [Field(MaximumLength = 255)]
    public string? Name { get; init; }

    /// <summary>Gets the release's version in any spelling.</summary>
    [Field(MaximumLength = 255)]
    public string? Version { get; init; }

    /// <summary>Gets the file's name, for a single file.</summary>
    [Field(MaximumLength = 255)]
    public string? Filename { get; init; }

    /// <summary>Gets why, for people; not looked at when a yank is taken back.</summary>
    /// <value>The default is empty.</value>
    [Field(MaximumLength = 2000)]
    public string Reason { get; init; } = "";
}
