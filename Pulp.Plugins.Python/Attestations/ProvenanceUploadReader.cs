using System.Security.Cryptography;
using System.Text.Json;
using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Plugins.Python.Models;
using Pulp.Stores;
using Pulp.Uploads;

namespace Pulp.Plugins.Python.Attestations;

/// <summary>
/// Reads an uploaded provenance object (PEP 740) of a package that is here already: the field <c>package</c> (its href) or
/// <c>package_sha256</c> names it, <c>verify</c> (default true) says whether signatures are checked.
/// </summary>
internal sealed class ProvenanceUploadReader : IContentUploadReader
{
    private const int MaximumBytes = 8 * 1024 * 1024;
    private readonly IPulpDatabase database;
    private readonly AttestationVerifier verifier;
    private readonly ContentType packages;

    public ProvenanceUploadReader(IPulpDatabase database, AttestationVerifier verifier, PulpCatalog catalog)
    {
        packages = catalog.ContentTypeOf(typeof(PythonPackage));
        this.database = database;
        this.verifier = verifier;
    }

    public async Task<UploadedContent> ReadAsync(UploadContext context, CancellationToken cancellationToken)
    {
        var package = await FindPackageAsync(context, cancellationToken).ConfigureAwait(false);
        if (context.Artifact.Size is null or > MaximumBytes)
            throw new ContentRefusedException("file", $"A provenance object has at most {MaximumBytes} bytes.");
        var provenance = await ParseAsync(context.File, cancellationToken).ConfigureAwait(false);
        Check(provenance, package, verifies: !context.Fields.TryGetValue("verify", out var verify) || !string.Equals(verify.ToString(), "false", StringComparison.OrdinalIgnoreCase));
        return new UploadedContent(
            new PackageProvenance
            {
                PackageSha256 = package.Sha256,
                Filename = package.Filename,
                Name = package.NormalizedName(),
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(provenance))),
                Provenance = provenance,
            },
            new Dictionary<string, StoredArtifact>());
    }

    private static async Task<JsonElement> ParseAsync(Stream file, CancellationToken cancellationToken)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(file, cancellationToken: cancellationToken).ConfigureAwait(false);
            return document.RootElement.Clone();
        }
        catch (JsonException malformed)
        {
            throw new ContentRefusedException("file", "The provenance object is not JSON.", malformed);
        }
    }

    // An href or PRN: both end in the identifier.
    private static bool TryGetId(JsonElement package, out Guid id)
    {
        id = default;
        return package.ValueKind == JsonValueKind.String && Guid.TryParse(package.GetString()!.TrimEnd('/').Split('/', ':')[^1], out id);
    }

    private void Check(JsonElement provenance, PythonPackage package, bool verifies)
    {
        if (provenance.ValueKind != JsonValueKind.Object || !provenance.TryGetProperty("version", out var version) || version.ToString() != "1"
            || !provenance.TryGetProperty("attestation_bundles", out var bundles) || bundles.ValueKind != JsonValueKind.Array || bundles.GetArrayLength() == 0)
            throw new ContentRefusedException("file", "A provenance object has version 1 and a list of attestation_bundles.");
        foreach (var bundle in bundles.EnumerateArray())
        {
            if (bundle.ValueKind != JsonValueKind.Object || !bundle.TryGetProperty("publisher", out var publisher) || publisher.ValueKind != JsonValueKind.Object
                || !bundle.TryGetProperty("attestations", out var attestations))
                throw new ContentRefusedException("file", "Each attestation bundle has a publisher and a list of attestations.");
            if (verifies)
                verifier.Verify(attestations, package.Filename, package.Sha256);
        }
    }

    private async Task<PythonPackage> FindPackageAsync(UploadContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<Content> found;
        if (context.Fields.TryGetValue("package", out var package) && TryGetId(package, out var id))
            found = await database.ReadAsync(session => session.Contents.GetAsync([id]), cancellationToken).ConfigureAwait(false);
        else if (context.Fields.TryGetValue("package_sha256", out var sha256) && sha256.ValueKind == JsonValueKind.String)
            found = await FindAsync(context.Artifact.DomainId, sha256.GetString()!.ToLowerInvariant(), cancellationToken).ConfigureAwait(false);
        else
            throw new ContentRefusedException("package", "This field is required: the href of the package the provenance is about.");
        return found is [PythonPackage known] ? known : throw new ContentRefusedException("package", "There is no such package.");
    }

    private Task<IReadOnlyList<Content>> FindAsync(Guid domainId, string sha256, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<Content>>(
        async session => await session.Contents.FindAsync(packages, domainId, [KeyHash.Of([sha256])]).ConfigureAwait(false) is [{ } identity]
            ? await session.Contents.GetAsync([identity.Id]).ConfigureAwait(false)
            : [],
        cancellationToken);
}
