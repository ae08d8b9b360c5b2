using Pulp.Plugins.Python.Models;

namespace Pulp.Plugins.Python.Protocol;

/// <summary>
/// Represents everything a repository version holds of one project.
/// </summary>
/// <param name="Packages">The files.</param>
/// <param name="Yanks">The marks of yanked files by file name.</param>
/// <param name="Project">What is said of the project as a whole, if anything.</param>
/// <param name="Provenances">The provenance by the SHA-256 of its file.</param>
internal sealed record ProjectUnits(
    IReadOnlyList<PythonPackage> Packages,
    IReadOnlyDictionary<string, PythonYank> Yanks,
    PythonProject? Project,
    IReadOnlyDictionary<string, PackageProvenance> Provenances);
