using System.Text.Json;
using Pulp.Digests;
using Pulp.Plugins.Python.Attestations;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Projects;
using Pulp.Uploads;

namespace Pulp.Plugins.Python.Uploads;

/// <summary>
/// Reads an uploaded wheel, source distribution or egg strictly: what its metadata says is what the unit says.
/// </summary>
internal sealed class PythonUploadReader : IContentUploadReader
{
    private readonly TimeProvider time;
    private readonly AttestationVerifier verifier;
    private readonly ProjectStatuses statuses;

    public PythonUploadReader(TimeProvider time, AttestationVerifier verifier, ProjectStatuses statuses)
    {
        this.time = time;
        this.statuses = statuses;
        this.verifier = verifier;
    }

    public async Task<UploadedContent> ReadAsync(UploadContext context, CancellationToken cancellationToken)
    {
        var filename = context.RelativePath ?? context.FileName ?? throw new ContentRefusedException("relative_path", "This field is required: the file's name, for example demo-1.0-py3-none-any.whl.");
        if (!DistributionFileName.IsSafe(filename))
            throw new ContentRefusedException("relative_path", "The file name must not hold path separators or control characters, and has at most 255 characters.");
        CheckDigest(context);
        var hasAttestations = context.Fields.TryGetValue("attestations", out var attestations) && attestations.ValueKind != JsonValueKind.Null;
        if (hasAttestations)
            attestations = ParseText(attestations);
        if (hasAttestations)
            verifier.Verify(attestations, filename, context.Artifact.Sha256);
        DistributionContents contents;
        try
        {
            contents = await DistributionReader.ReadAsync(context.File, DistributionFileName.Parse(filename), ReadMode.Strict, limits: null, cancellationToken).ConfigureAwait(false);
        }
        catch (PackageFormatException refused)
        {
            throw new ContentRefusedException("file", $"'{filename}' is not accepted: {refused.Message}", refused);
        }

        CheckAgrees(context, contents.Metadata);
        if (context.RepositoryId is { } repository)
            await statuses.RequireOpenAsync(repository, ProjectName.Normalize(contents.Metadata.Name), cancellationToken).ConfigureAwait(false);
        var (package, files) = await PackageUnits.CreateAsync(context, contents, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        return new UploadedContent(package, files) { Further = hasAttestations ? [Provenances.Create(package, attestations, context.UserId)] : [] };
    }

    // Clients of the upload protocol state name and version too; other requests do not have these fields.
    private static void CheckAgrees(UploadContext context, CoreMetadata metadata)
    {
        if (TextOf(context, "name") is { Length: > 0 } name && ProjectName.Normalize(name) != ProjectName.Normalize(metadata.Name))
            throw new ContentRefusedException("name", $"The name '{name}' was given, but the file's metadata names '{metadata.Name}'.");
        if (TextOf(context, "version") is { Length: > 0 } version && !DistributionReader.SameVersion(version, metadata.Version))
            throw new ContentRefusedException("version", $"The version '{version}' was given, but the file's metadata names '{metadata.Version}'.");
    }

    // Clients that send the list in a form may send it as text in a JSON request too.
    private static JsonElement ParseText(JsonElement attestations)
    {
        if (attestations.ValueKind != JsonValueKind.String)
            return attestations;
        try
        {
            using var document = JsonDocument.Parse(attestations.GetString()!);
            return document.RootElement.Clone();
        }
        catch (JsonException malformed)
        {
            throw new ContentRefusedException("attestations", "Value must be valid JSON.", malformed);
        }
    }

    private static void CheckDigest(UploadContext context)
    {
        if (TextOf(context, "sha256") is not { } given)
            return;
        if (!Digest.TryParse(DigestAlgorithm.Sha256, given, out var digest))
            throw new ContentRefusedException("sha256", "A SHA-256 has 64 hexadecimal digits.");
        if (digest.Hex != context.Artifact.Sha256)
            throw new ContentRefusedException("sha256", $"The file's SHA-256 is {context.Artifact.Sha256}, but {digest.Hex} was given.");
    }

    private static string? TextOf(UploadContext context, string field) =>
        context.Fields.TryGetValue(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
