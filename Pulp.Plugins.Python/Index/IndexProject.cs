using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Index;

/// <summary>
/// Represents a project in an index with its files.
/// </summary>
public sealed record IndexProject
{
    /// <summary>Gets the project's name; writers normalize it.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the files, in the order they are to be listed.</summary>
    public IReadOnlyList<IndexFile> Files { get; init; } = [];

    /// <summary>Gets the versions (PEP 700) without duplicates; empty when the index states none.</summary>
    public IReadOnlyList<string> Versions { get; init; } = [];

    /// <summary>Gets the URLs of the projects in other repositories that this one extends (PEP 708).</summary>
    public IReadOnlyList<string> Tracks { get; init; } = [];

    /// <summary>Gets the URLs of other repositories in which the same owner publishes the project (PEP 708).</summary>
    public IReadOnlyList<string> AlternateLocations { get; init; } = [];

    /// <summary>Gets the status marker (PEP 792).</summary>
    public ProjectStatus Status { get; init; }

    /// <summary>Gets why the project has that status, or <see langword="null"/>.</summary>
    public string? StatusReason { get; init; }

    /// <summary>Gets the serial of the last change, or <see langword="null"/> when the index has no serials.</summary>
    public long? LastSerial { get; init; }

    /// <summary>Gets the files an index may offer: none of a quarantined project (PEP 792).</summary>
    public IReadOnlyList<IndexFile> OfferedFiles => Status == ProjectStatus.Quarantined ? [] : Files;

    /// <summary>Makes a project whose files are sorted by version (PEP 440) and name, and whose versions are those of its files.</summary>
    /// <param name="name">The project's name.</param>
    /// <param name="files">The files in any order.</param>
    public static IndexProject Create(ProjectName name, IEnumerable<IndexFile> files)
    {
        var sorted = files
            .Select(file => (File: file, Version: VersionOf(file, name)))
            .Select(item => (item.File, item.Version, Key: PythonVersion.SortKeyOf(item.Version)))
            .OrderBy(static item => item.Key, SortKeyComparer.Instance)
            .ThenBy(static item => item.File.FileName, StringComparer.Ordinal)
            .ToList();
        return new IndexProject
        {
            Name = name.Normalized,
            Files = sorted.ConvertAll(static item => item.File),
            Versions = [.. sorted.Select(static item => item.Version).Distinct(StringComparer.Ordinal)],
        };
    }

    private static string VersionOf(IndexFile file, ProjectName name) =>
        file.Version ?? (DistributionFileName.TryParse(file.FileName, out var parsed, name) ? parsed.Version : string.Empty);
}
