using System.Text.Json;
using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Digests;
using Pulp.Downloads;
using Pulp.Plugins.Python.Index;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;
using Pulp.Sync;

namespace Pulp.Plugins.Python.Sync;

/// <summary>
/// Turns the chosen files of a project page into declared units.
/// </summary>
internal sealed class PackageDeclaration
{
    private const int MaximumProvenance = 4 * 1024 * 1024;
    private readonly SyncContext context;
    private readonly PythonRemote remote;
    private readonly UpstreamMarks marks;

    public PackageDeclaration(SyncContext context, PythonRemote remote, UpstreamMarks marks)
    {
        this.context = context;
        this.remote = remote;
        this.marks = marks;
    }

    public async ValueTask<IReadOnlyList<SyncItem>> DeclareAsync(
        ProjectName name, IndexProject project, IReadOnlyList<ChosenFile> chosen, ProjectMetadata? metadata, CancellationToken cancellationToken)
    {
        var items = new List<SyncItem>(chosen.Count + 1);
        var (yanked, hasProject) = await marks.ReadAsync(name, cancellationToken).ConfigureAwait(false);
        foreach (var (file, parsed) in chosen)
        {
            items.Add(DeclarePackage(name, file, parsed, metadata));
            if (file.IsYanked)
                items.Add(new DeclaredContent(new PythonYank { Filename = file.FileName, Name = name.Normalized, Reason = file.YankedReason ?? "", IsFromUpstream = true }));
            else if (yanked.Contains(file.FileName))
                items.Add(new DeclaredContent(new PythonYank { Filename = file.FileName, Name = name.Normalized, IsFromUpstream = true, IsWithdrawn = true }));
            if (remote.Provenance && file is { Provenance: { } url, Sha256: { } sha256 }
                && await ProvenanceAsync(name, file.FileName, sha256, url, cancellationToken).ConfigureAwait(false) is { } provenance)
                items.Add(new DeclaredContent(provenance));
        }

        if (ProjectOf(name, project, hasProject) is { } about)
            items.Add(new DeclaredContent(about));
        return items;
    }

    private static PythonProject? ProjectOf(ProjectName name, IndexProject project, bool isKnown) =>
        !isKnown && project is { Status: ProjectStatus.Active, StatusReason: null, Tracks.Count: 0, AlternateLocations.Count: 0 }
            ? null
            : new PythonProject
            {
                Name = name.Normalized,
                Status = project.Status.ToString().ToLowerInvariant(),
                StatusReason = project.StatusReason ?? "",
                IsFromUpstream = true,
                Tracks = project.Tracks,
                AlternateLocations = project.AlternateLocations,
            };

    internal static DigestSet DigestsOf(IReadOnlyList<IndexHash> hashes)
    {
        if (hashes.Count == 1 && hashes[0].Algorithm == "sha256" && Digest.TryParse(DigestAlgorithm.Sha256, hashes[0].Value, out var only))
            return new DigestSet(only);
        var digests = new List<Digest>(hashes.Count);
        foreach (var hash in hashes)
        {
            if (DigestAlgorithms.TryParse(hash.Algorithm, out var algorithm) && DigestAlgorithms.CanCompute(algorithm) && Digest.TryParse(algorithm, hash.Value, out var digest))
                digests.Add(digest);
        }

        return new DigestSet([.. digests]);
    }

    private static DeclaredContent DeclarePackage(ProjectName name, IndexFile file, DistributionFileName parsed, ProjectMetadata? metadata)
    {
        var digests = DigestsOf(file.Hashes);
        var metadataSha256 = file.CoreMetadata is { IsAvailable: true } core
            ? core.Hashes.FirstOrDefault(hash => hash.Algorithm == "sha256").Value
            : null;
        if (!Digest.TryParse(DigestAlgorithm.Sha256, metadataSha256, out var metadataDigest))
            metadataSha256 = null;
        var package = new PythonPackage
        {
            Filename = file.FileName,
            Sha256 = digests.Sha256 ?? "",
            Name = parsed.NormalizedName == name.Normalized ? parsed.Name : name.Value,
            Version = parsed.Version,
            Packagetype = parsed.PackageType.ToWireName(),
            PythonVersion = parsed.PythonVersionTag,
            Size = file.Size ?? 0,
            UploadTime = file.UploadTime,
            RequiresPython = file.RequiresPython ?? "",
            MetadataSha256 = metadataSha256,
        };
        package = metadata?.Complete(package) ?? package;
        var declared = new DeclaredFile(file.FileName, new Uri(file.Url), file.Size, digests);
        var files = metadataSha256 is null
            ? new[] { declared }
            : [declared, new DeclaredFile(file.FileName + ".metadata", file.MetadataUrl, null, new DigestSet(metadataDigest)) { IsOptional = true }];

        // Without a SHA-256 upstream the file is downloaded at sync, and only then known.
        return digests.Sha256 is not null
            ? new DeclaredContent(package, files)
            : new DeclaredContent(package, files) { Complete = (stored, _) => ValueTask.FromResult<Content>(Complete(package, stored.Artifacts[file.FileName])) };
    }

    private static PythonPackage Complete(PythonPackage package, StoredArtifact artifact) =>
        package with { Sha256 = artifact.Sha256, Size = artifact.Size ?? 0 };

    private async ValueTask<PackageProvenance?> ProvenanceAsync(ProjectName name, string filename, string sha256, string url, CancellationToken cancellationToken)
    {
        var request = new UpstreamRequest { Uri = new Uri(url), LinkFromData = true, AcceptCompression = true };
        var response = await context.Upstream.SendAsync(request, cancellationToken).ConfigureAwait(false);
        await using (response.ConfigureAwait(false))
        {
            if (!response.IsSuccess)
            {
                context.Skip("provenance is not upstream", filename);
                return null;
            }

            var bytes = await response.ReadBoundedAsync(MaximumProvenance, cancellationToken).ConfigureAwait(false);
            try
            {
                using var document = JsonDocument.Parse(bytes);
                return new PackageProvenance
                {
                    PackageSha256 = sha256,
                    Filename = filename,
                    Name = name.Normalized,
                    Sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)),
                    Provenance = document.RootElement.Clone(),
                };
            }
            catch (JsonException)
            {
                context.Skip("provenance is no JSON", filename);
                return null;
            }
        }
    }
}
