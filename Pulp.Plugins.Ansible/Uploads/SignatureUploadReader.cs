using System.Text;
using Microsoft.Extensions.Options;
using Pulp.Artifacts;
using Pulp.Plugins.Ansible.Details;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Signatures;
using Pulp.Signing;
using Pulp.Stores;
using Pulp.Uploads;

namespace Pulp.Plugins.Ansible.Uploads;

/// <summary>
/// Reads an uploaded signature: one detached signature of a collection's <c>MANIFEST.json</c>, made by a key of the repository.
/// </summary>
internal sealed class SignatureUploadReader(
    IPulpDatabase database, CollectionDetails details, ManifestSignatures verification, GalaxyTypes types, IOptions<AnsibleOptions> options) : IContentUploadReader
{
    private const int MaximumSize = 64 * 1024;
    private const int MaximumCount = 100;
    private const string Begin = "-----BEGIN PGP SIGNATURE-----";
    private const string End = "-----END PGP SIGNATURE-----";
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public async Task<UploadedContent> ReadAsync(UploadContext context, CancellationToken cancellationToken)
    {
        var (collection, repository) = await FindAsync(context, cancellationToken).ConfigureAwait(false);
        var data = await ReadTextAsync(context, cancellationToken).ConfigureAwait(false);
        var fingerprint = KeysOf(repository) is { } keys
            ? await VerifyAsync(keys, data, collection, cancellationToken).ConfigureAwait(false)
            : WithoutKey(repository, data);
        return new UploadedContent(ManifestSignature.Of(collection, data, fingerprint), new Dictionary<string, StoredArtifact>(StringComparer.Ordinal));
    }

    private async Task<(CollectionVersion Collection, AnsibleRepository? Repository)> FindAsync(UploadContext context, CancellationToken cancellationToken)
    {
        if (UploadFields.Text(context, "signed_collection") is not { } text || !Guid.TryParse(text, out var id))
            throw new ContentRefusedException("signed_collection", "This field is required.");
        return await database.ReadAsync<(CollectionVersion, AnsibleRepository?)>(
            async session =>
            {
                if (await session.Contents.GetAsync([id]).ConfigureAwait(false) is not [CollectionVersion collection])
                    throw new ContentRefusedException("signed_collection", "It is no version of a collection.");
                if (context.RepositoryId is not { } repositoryId)
                    return (collection, null);
                if (await session.Versions.FindAsync(repositoryId).ConfigureAwait(false) is not { } latest
                    || (await session.Memberships.PresentAsync(latest, [collection.StoreKey]).ConfigureAwait(false)).Count == 0)
                    throw new ContentRefusedException("signed_collection", "The repository does not hold this version of the collection.");
                if ((await session.Memberships.GroupIdentitiesAsync(latest, types.Signatures, collection.Sha256).ConfigureAwait(false)).Count >= MaximumCount)
                    throw new ContentRefusedException("signed_collection", $"The repository holds {MaximumCount} signatures of this version already.");
                return (collection, await session.Resources.GetAsync(repositoryId).ConfigureAwait(false) as AnsibleRepository);
            },
            cancellationToken).ConfigureAwait(false);
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
        var manifest = await details.ReadAsync(collection, DetailPart.Manifest, cancellationToken).ConfigureAwait(false)
            ?? throw new ContentRefusedException("signed_collection", "The file of this version is not here, so its signature cannot be verified; download it once.");
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
