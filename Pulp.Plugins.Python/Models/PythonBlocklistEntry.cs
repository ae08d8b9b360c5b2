using Pulp.Plugins.Python.Metadata;
using Pulp.Resources;

namespace Pulp.Plugins.Python.Models;

/// <summary>
/// Keeps packages out of a repository: all of a project, one version of it, or one file name.
/// </summary>
public sealed record PythonBlocklistEntry : Resource
{
    /// <summary>Gets the repository.</summary>
    [Field(References = ReferenceTarget.Repository, OnDelete = DeleteBehavior.Cascade)]
    public required Guid Repository { get; init; }

    /// <summary>Gets the project's name; it is compared normalized. Exactly one of name and file name is given.</summary>
    [Field(MaximumLength = 255, Filterable = true)]
    public string? Name { get; init; }

    /// <summary>Gets the version of the project; null means all.</summary>
    [Field(MaximumLength = 255, Filterable = true)]
    public string? Version { get; init; }

    /// <summary>Gets the file's name.</summary>
    [Field(MaximumLength = 255, Filterable = true)]
    public string? Filename { get; init; }

    /// <summary>Gets the PRN of the user who added the entry.</summary>
    [Field(Creator = true)]
    public string? AddedBy { get; init; }

    /// <inheritdoc/>
    public override string? GetKey() => $"{Repository:N}/{(Name is null ? null : ProjectName.Normalize(Name))}/{Version}/{Filename}";
}
