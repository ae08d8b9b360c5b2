using Pulp.ContentTypes;

namespace Pulp.Plugins.Python.Models;

/// <summary>
/// Holds what an index says of a project as a whole: its status (PEP 792) and which other repositories it is spread over (PEP 708).
/// </summary>
/// <remarks>Only there when an index says something; a project without it is active and alone.</remarks>
public sealed record PythonProject : Content
{
    /// <summary>Gets the project's normalized name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the status: <c>active</c>, <c>archived</c>, <c>quarantined</c> or <c>deprecated</c>.</summary>
    public string Status { get; init; } = "active";

    /// <summary>Gets why the project has that status, or empty.</summary>
    public string StatusReason { get; init; } = "";

    /// <summary>Gets whether an upstream said so, and not a user here.</summary>
    public bool IsFromUpstream { get; init; }

    /// <summary>Gets the URLs of the projects in other repositories that this one extends.</summary>
    public IReadOnlyList<string> Tracks { get; init; } = [];

    /// <summary>Gets the URLs of other repositories in which the same owner publishes the project.</summary>
    public IReadOnlyList<string> AlternateLocations { get; init; } = [];
}
