using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Pulp.ContentTypes;
using Pulp.Digests;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Signatures;
using Pulp.Repositories;
using Pulp.Signing;
using Pulp.Storage;
using Pulp.Stores;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Decides which of upstream's signatures are taken: of a repository with keys, those that one of them made.
/// </summary>
/// <remarks>
/// They are verified when the file is here. While it stays a promise there is nothing to verify them against: then those are taken that say they are by one of the
/// repository's keys, and whoever installs the file verifies them.
/// </remarks>
internal sealed class SignatureChoice
{
    private readonly SyncContext context;
    private readonly IPulpDatabase database;
    private readonly IArtifactStorage storage;
    private readonly ManifestSignatures verification;
    private readonly ContentType type;
    private readonly RepositoryKeys? keys;
    private readonly RepositoryVersion? latest;

    private SignatureChoice(SyncContext context, CollectionSyncServices services, RepositoryVersion? latest)
    {
        this.context = context;
        (database, storage, verification) = (services.Database, services.Storage, services.Signatures);
        type = services.Catalog.ContentTypeOf(typeof(CollectionVersionSignature));
        this.latest = latest;
        try
        {
            keys = RepositoryKeys.Parse(((AnsibleRepository)context.Repository).Gpgkey);
        }
        catch (OpenPgpFormatException malformed)
        {
            throw new SyncException($"The repository's gpgkey cannot be used: {malformed.Message}", malformed);
        }
    }

    public static async Task<SignatureChoice> OpenAsync(SyncContext context, CollectionSyncServices services, CancellationToken cancellationToken) =>
        new(context, services, await services.Database.ReadAsync(session => session.Versions.FindAsync(context.Repository.Id), cancellationToken).ConfigureAwait(false));

    /// <summary>Gets the signatures of a version that are taken.</summary>
    /// <param name="version">The version as upstream says it.</param>
    /// <param name="saved">The unit.</param>
    /// <param name="isHere">Whether its file is here, so that signatures can be verified.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async IAsyncEnumerable<CollectionVersionSignature> ChooseAsync(
        UpstreamVersion version, CollectionVersion saved, bool isHere, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[]? manifest = null;
        foreach (var offered in version.Signatures)
        {
            if (Read(version, saved, offered) is not { } signature)
                continue;
            if (keys is not null && isHere && !await IsHeldAsync(signature, cancellationToken).ConfigureAwait(false))
            {
                manifest ??= await ReadManifestAsync(saved, cancellationToken).ConfigureAwait(false);
                if ((await verification.VerifyAsync(keys, offered.Data, manifest, cancellationToken).ConfigureAwait(false)).Problem is { } problem)
                {
                    context.Skip("signature is not good", $"{version.Name} {version.Version}: {problem}");
                    continue;
                }
            }

            yield return signature;
        }
    }

    private CollectionVersionSignature? Read(UpstreamVersion version, CollectionVersion saved, UpstreamSignature offered)
    {
        try
        {
            var told = RepositoryKeys.ReadSignature(offered.Data);
            var key = keys?.Find(told);
            if (keys is null || key is not null)
            {
                return new CollectionVersionSignature
                {
                    CollectionSha256 = saved.Sha256,
                    Digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(offered.Data))),
                    Data = offered.Data,
                    PubkeyFingerprint = key?.Fingerprint ?? (offered.Fingerprint.Length is > 0 and <= 64 ? offered.Fingerprint : told.Fingerprint ?? told.KeyId),
                };
            }

            context.Skip("signature is by none of the repository's keys", $"{version.Name} {version.Version}");
        }
        catch (OpenPgpFormatException malformed)
        {
            context.Skip("signature is damaged", $"{version.Name} {version.Version}: {malformed.Message}");
        }

        return null;
    }

    // What is in the repository was verified when it came.
    private async Task<bool> IsHeldAsync(CollectionVersionSignature signature, CancellationToken cancellationToken) => latest is not null
        && await database.ReadAsync(session => session.Memberships.FindAsync(latest, type.RepositoryKey(signature)), cancellationToken).ConfigureAwait(false) is not null;

    private async Task<byte[]> ReadManifestAsync(CollectionVersion saved, CancellationToken cancellationToken)
    {
        var archive = await storage.OpenReadAsync(Digest.Sha256(Convert.FromHexString(saved.Sha256)), StorageDomain.Of(context.Repository.DomainId), cancellationToken).ConfigureAwait(false)
            ?? throw new SyncException($"The file '{saved.FileName()}' was stored and has vanished.");
        await using var disposing = archive.ConfigureAwait(false);
        return await StoredManifest.ReadAsync(archive, archive.Length, cancellationToken).ConfigureAwait(false);
    }
}
