using System.Text;
using Microsoft.Extensions.Options;
using Pulp.Artifacts;
using Pulp.Plugins.Ansible.Details;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Signatures;
using Pulp.Signing;
using Pulp.Uploads;

namespace Pulp.Plugins.Ansible.Uploads;

/// <summary>
/// Reads an uploaded signature: one detached signature of a collection's <c>MANIFEST.json</c>, made by a key of the repository.
/// </summary>
internal sealed class SignatureUploadReader(
    NamedCollections collections, CollectionDetails details, PromisedArchives archives, ManifestSignatures verification, GalaxyTypes types, IOptions<AnsibleOptions> options) : IContentUploadReader
{
    private const int MaximumSize = 64 * 1024;
    private const string Begin = "-----BEGIN PGP SIGNATURE-----";
    private const string End = "-----END PGP SIGNATURE-----";
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public async Task<UploadedContent> ReadAsync(UploadContext context, CancellationToken cancellationToken)
    {
        var (collection, repository) = await collections.FindAsync(context, "signed_collection", types.Signatures, "signatures", cancellationToken).ConfigureAwait(false);
        var data = await ReadTextAsync(context, cancellationToken).ConfigureAwait(false);
        var fingerprint = KeysOf(repository) is { } keys
            ? await VerifyAsync(keys, data, collection, cancellationToken).ConfigureAwait(false)
            : WithoutKey(repository, data);
        return new UploadedContent(ManifestSignature.Of(collection, data, fingerprint), new Dictionary<string, StoredArtifact>(StringComparer.Ordinal));
    }

    private static async Task<string> ReadTextAsync(UploadContext context, CancellationToken cancellationToken)
    {
        if (context.File.Length > MaximumSize)
            throw new ContentRefusedException("file", $"A signature has at most {MaximumSize} bytes.");
        var bytes = new byte[context.File.Length];
        await context.File.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        try
        {
            var text = Strict.GetString(bytes);
            var block = text.AsSpan().Trim();
            if (block.StartsWith(Begin, StringComparison.Ordinal) && block.EndsWith(End, StringComparison.Ordinal) && block.LastIndexOf(Begin, StringComparison.Ordinal) == 0)
                return text;
        }
        catch (DecoderFallbackException)
        {
            // Answered below, like text that is no signature.
        }

        throw new ContentRefusedException("file", "The file is no single detached signature with ASCII armor; make one with: gpg --armor --detach-sign MANIFEST.json");
    }

    private static RepositoryKeys? KeysOf(AnsibleRepository? repository)
    {
        try
        {
            return RepositoryKeys.Parse(repository?.Gpgkey);
        }
        catch (OpenPgpFormatException malformed)
        {
            throw new ContentRefusedException("repository", $"The repository's gpgkey cannot be used: {malformed.Message}", malformed);
        }
    }

    private async Task<string> VerifyAsync(RepositoryKeys keys, string data, CollectionVersion collection, CancellationToken cancellationToken)
    {
        var absent = await archives.FetchAsync(collection, cancellationToken).ConfigureAwait(false);
        var manifest = await details.ReadAsync(collection, DetailPart.Manifest, cancellationToken).ConfigureAwait(false)
            ?? throw new ContentRefusedException("signed_collection", $"The file of this version is not here, so its signature cannot be verified: {absent?.Reason ?? "it is no collection, or is not kept."}");
        var (fingerprint, problem) = await verification.VerifyAsync(keys, data, manifest, cancellationToken).ConfigureAwait(false);
        return fingerprint ?? throw new ContentRefusedException("file", $"The signature is not good: {problem}");
    }

    private string WithoutKey(AnsibleRepository? repository, string data)
    {
        if (options.Value.SignatureRequireVerification)
        {
            throw new ContentRefusedException(
                "repository", repository is null ? "Name a repository, whose gpgkey verifies the signature." : "The repository has no gpgkey, so the signature cannot be verified.");
        }

        try
        {
            var signature = RepositoryKeys.ReadSignature(data);
            return signature.Fingerprint ?? signature.KeyId;
        }
        catch (OpenPgpFormatException malformed)
        {
            throw new ContentRefusedException("file", malformed.Message, malformed);
        }
    }
}
