using Pulp.Artifacts;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;
using Pulp.Uploads;

namespace Pulp.Plugins.Python.Uploads;

/// <summary>
/// Makes units of files whose contents were read.
/// </summary>
internal static class PackageUnits
{
    /// <summary>Makes the unit of a file, with the metadata of a wheel as a second file (PEP 658).</summary>
    /// <param name="upload">The file.</param>
    /// <param name="contents">What was read of it.</param>
    /// <param name="uploadTime">When it was uploaded, as far as that is known.</param>
    /// <param name="cancellationToken">Cancels storing the metadata.</param>
    public static async Task<(PythonPackage Package, Dictionary<string, StoredArtifact> Files)> CreateAsync(
        UploadContext upload, DistributionContents contents, DateTimeOffset? uploadTime, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, StoredArtifact>(StringComparer.Ordinal) { [contents.FileName.FileName] = upload.Artifact };
        var package = new PythonPackage
        {
            Filename = contents.FileName.FileName,
            Sha256 = upload.Artifact.Sha256,
            Name = contents.Metadata.Name,
            Version = contents.Metadata.Version,
            Packagetype = contents.FileName.PackageType.ToWireName(),
            PythonVersion = contents.FileName.PythonVersionTag,
            Size = upload.Artifact.Size ?? 0,
            UploadTime = uploadTime,
        }.With(contents.Metadata);
        if (contents.RawMetadata is { } metadata)
        {
            var stored = await upload.StoreAsync(metadata, cancellationToken).ConfigureAwait(false);
            files[contents.FileName.FileName + ".metadata"] = stored;
            package = package with { MetadataSha256 = stored.Sha256 };
        }

        return (package, files);
    }
}
