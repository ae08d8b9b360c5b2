using System.Security.Cryptography;
using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.Plugins.Python.Repair;

/// <summary>
/// Reads packages again from their stored files.
/// </summary>
internal sealed class StoredMetadata
{
    private readonly IArtifactStorage storage;
    private readonly ArtifactIngest ingest;

    public StoredMetadata(IArtifactStorage storage, ArtifactIngest ingest)
    {
        this.storage = storage;
        this.ingest = ingest;
    }

    /// <summary>Reads a package from its file.</summary>
    /// <param name="package">The package as it is known.</param>
    /// <param name="files">Its files.</param>
    /// <param name="domainId">The domain.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The package as its file says, with the metadata file that it lacks, if it does; null when the file's bytes are lost.</returns>
    public async Task<(PythonPackage Package, IReadOnlyList<NewContentFile> Files)?> ReadAsync(
        PythonPackage package, PackageFiles files, Guid domainId, CancellationToken cancellationToken)
    {
        if (!DistributionFileName.TryParse(package.Filename, out var name, ProjectName.TryParse(package.Name, out var project) ? project : null))
            return (package, []);
        var stream = await storage.OpenReadAsync(Digest.Sha256(Convert.FromHexString(files.Stored!.Sha256)), StorageDomain.Of(domainId), cancellationToken).ConfigureAwait(false);
        if (stream is null)
            return null;
        await using var disposing = stream.ConfigureAwait(false);
        var contents = await DistributionReader.ReadAsync(stream, name, ReadMode.Lenient, limits: null, cancellationToken).ConfigureAwait(false);
        var read = Apply(package, contents, files.Stored);
        if (contents.RawMetadata is not { } raw)
            return (read with { MetadataSha256 = null }, []);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(raw.Span));
        read = read with { MetadataSha256 = sha256 };
        if (files.MetadataSha256 == sha256)
            return (read, []);
        using var bytes = new MemoryStream(raw.ToArray(), writable: false);
        var artifact = await ingest.StoreAsync(bytes, domainId, expected: null, cancellationToken).ConfigureAwait(false);
        return (read, [new NewContentFile(package.Filename + ".metadata", artifact.StoreKey, [])]);
    }

    private static PythonPackage Apply(PythonPackage package, DistributionContents contents, StoredArtifact artifact)
    {
        var known = package with
        {
            Packagetype = contents.FileName.PackageType.ToWireName(),
            PythonVersion = contents.FileName.PythonVersionTag,
            Size = artifact.Size ?? package.Size,
        };
        if (!contents.HasMetadata)
            return known;

        // What an index said of the Python versions does not outweigh the file; which project it belongs to does, as when it came.
        var read = (known with { RequiresPython = "" }).With(contents.Metadata);
        return read.NormalizedName() == package.NormalizedName() ? read : read with { Name = package.Name, Version = package.Version };
    }
}
