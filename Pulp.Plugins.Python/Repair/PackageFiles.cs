using Pulp.Artifacts;
using Pulp.Plugins.Python.Models;

namespace Pulp.Plugins.Python.Repair;

/// <summary>
/// Represents the files of a package.
/// </summary>
/// <param name="Stored">The file itself, when it is here.</param>
/// <param name="Sources">Where the file itself can be fetched.</param>
/// <param name="MetadataSha256">The digest of the metadata file that is here, or null when none is.</param>
internal sealed record PackageFiles(StoredArtifact? Stored, IReadOnlyList<RemoteArtifact> Sources, string? MetadataSha256)
{
    public static PackageFiles Of(PythonPackage package, IEnumerable<ContentArtifact> files)
    {
        var byPath = files.ToDictionary(file => file.RelativePath, StringComparer.Ordinal);
        var main = byPath.GetValueOrDefault(package.Filename);
        return new PackageFiles(main?.Stored, main?.Sources ?? [], byPath.GetValueOrDefault(package.Filename + ".metadata")?.Stored?.Sha256);
    }
}
