using Pulp.Plugins.Python.Index;
using Pulp.Resources;

namespace Pulp.Plugins.Python.Projects;

/// <summary>
/// Represents a request to set the status of a project in a repository (PEP 792).
/// </summary>
public sealed record ProjectStatusRequest
{
    /// <summary>Gets the project's name in any spelling.</summary>
    [Field(MinimumLength = 1, MaximumLength = 255)]
    public required string Name { get; init; }

    /// <summary>Gets the status.</summary>
    public required ProjectStatus Status { get; init; }

    /// <summary>Gets why, for people.</summary>
    /// <value>The default is empty.</value>
    [Field(MaximumLength = 2000)]
    public string Reason { get; init; } = "";
}
