using System.Text.Json;
using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;
using Pulp.Uploads;

namespace Pulp.Plugins.Python.Uploads;

/// <summary>
/// Reads an uploaded wheel, source distribution or egg strictly: what its metadata says is what the unit says.
/// </summary>
internal sealed class PythonUploadReader : IContentUploadReader
{
    private readonly TimeProvider time;

    public PythonUploadReader(TimeProvider time) => this.time = time;

    public async Task<UploadedContent> ReadAsync(UploadContext context, CancellationToken cancellationToken)
    {
        var filename = context.RelativePath ?? throw new ContentRefusedException("relative_path", "This field is required: the file's name, for example demo-1.0-py3-none-any.whl.");
        if (!DistributionFileName.IsSafe(filename))
            throw new ContentRefusedException("relative_path", "The file name must not hold path separators or control characters, and has at most 255 characters.");
        CheckDigest(context);
        DistributionContents contents;
        try
        {
            contents = await DistributionReader.ReadAsync(context.File, DistributionFileName.Parse(filename), ReadMode.Strict, limits: null, cancellationToken).ConfigureAwait(false);
        }
        catch (PackageFormatException refused)
        {
            throw new ContentRefusedException("file", $"'{filename}' is not accepted: {refused.Message}", refused);
        }

        return await CreateAsync(context, contents, cancellationToken).ConfigureAwait(false);
    }

    internal async Task<UploadedContent> CreateAsync(UploadContext context, DistributionContents contents, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, StoredArtifact>(StringComparer.Ordinal) { [contents.FileName.FileName] = context.Artifact };
        var package = new PythonPackage
        {
            Filename = contents.FileName.FileName,
            Sha256 = context.Artifact.Sha256,
            Name = contents.Metadata.Name,
            Version = contents.Metadata.Version,
            Packagetype = contents.FileName.PackageType.ToWireName(),
            PythonVersion = contents.FileName.PythonVersionTag,
            Size = context.Artifact.Size ?? 0,
            UploadTime = time.GetUtcNow(),
        }.With(contents.Metadata);
        if (contents.RawMetadata is { } metadata)
        {
            var stored = await context.StoreAsync(metadata, cancellationToken).ConfigureAwait(false);
            files[contents.FileName.FileName + ".metadata"] = stored;
            package = package with { MetadataSha256 = stored.Sha256 };
        }

        return new UploadedContent(package, files);
    }

    private static void CheckDigest(UploadContext context)
    {
        if (!context.Fields.TryGetValue("sha256", out var given) || given.ValueKind != JsonValueKind.String)
            return;
        if (!Digest.TryParse(DigestAlgorithm.Sha256, given.GetString(), out var digest))
            throw new ContentRefusedException("sha256", "A SHA-256 has 64 hexadecimal digits.");
        if (digest.Hex != context.Artifact.Sha256)
            throw new ContentRefusedException("sha256", $"The file's SHA-256 is {context.Artifact.Sha256}, but {digest.Hex} was given.");
    }
}
