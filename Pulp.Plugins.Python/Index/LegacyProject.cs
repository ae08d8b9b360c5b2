using System.Collections.ObjectModel;
using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Index;

/// <summary>
/// Represents a document of PyPI's JSON API, <c>/pypi/{name}/json</c> and <c>/pypi/{name}/{version}/json</c>.
/// </summary>
public sealed record LegacyProject
{
    /// <summary>Gets the metadata of the release the document is about: the latest, or the one asked for.</summary>
    public required CoreMetadata Info { get; init; }

    /// <summary>Gets whether that release is yanked.</summary>
    public bool IsYanked { get; init; }

    /// <summary>Gets why that release is yanked, or <see langword="null"/>.</summary>
    public string? YankedReason { get; init; }

    /// <summary>Gets the URL of the project, or <see langword="null"/>.</summary>
    public string? PackageUrl { get; init; }

    /// <summary>Gets the URL of the release, or <see langword="null"/>.</summary>
    public string? ReleaseUrl { get; init; }

    /// <summary>Gets the files of every release by version, in the document's order. The document of one version has none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<IndexFile>> Releases { get; init; } = ReadOnlyDictionary<string, IReadOnlyList<IndexFile>>.Empty;

    /// <summary>Gets the files of the release the document is about.</summary>
    public IReadOnlyList<IndexFile> Urls { get; init; } = [];

    /// <summary>Gets the serial of the project's last change; 0 when the index has none.</summary>
    public long LastSerial { get; init; }

    /// <summary>Gets how many files were left out when reading because they cannot be served: no safe name, or no http(s) URL.</summary>
    public int Skipped { get; init; }

    /// <summary>Gets what was wrong with the document when reading, bounded.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];
}
