using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Index;

/// <summary>
/// Represents a project page of an upstream's simple index, as read.
/// </summary>
public sealed record SimpleProjectPage
{
    /// <summary>Gets the version of the API that the page states (PEP 629), <c>1.0</c> when it states none.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>Gets the project and its files.</summary>
    public required IndexProject Project { get; init; }

    /// <summary>Gets how many files were left out because they cannot be served: no safe name, or no http(s) URL.</summary>
    public int Skipped { get; init; }

    /// <summary>Gets what is wrong with the page, bounded: which files were left out and why, and values that were ignored.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];
}
