using Pulp.ContentTypes;
using Pulp.Domains;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Registry;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Plugins.Container.Signatures;

/// <summary>
/// Finds, adds and removes the signatures of manifests in repositories.
/// </summary>
internal sealed class ManifestSignatures(IPulpDatabase database, RepositoryChanges changes, RegistryContent content, ContainerTypes types)
{
    /// <summary>How many bytes the signatures of one manifest may have together: they are answered in one document.</summary>
    public const int MaximumTotal = 16 * 1000 * 1000;

    private const int MaximumCount = 1000;

    /// <summary>Gets the signatures of a manifest.</summary>
    public Task<IReadOnlyList<ManifestSignature>> OfAsync(RepositoryVersion version, string manifestDigest, CancellationToken cancellationToken) =>
        database.ReadAsync(session => content.SignaturesAsync(session, version, manifestDigest), cancellationToken);

    /// <summary>Adds signatures to a repository, those that it has not yet, in one version.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="signatures">The signatures. A manifest that only waits for a tag may be signed, too.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The new version, or null when it has them all.</returns>
    /// <exception cref="InvalidSignatureException">A manifest would have too many.</exception>
    public Task<RepositoryVersion?> AddAsync(Guid repositoryId, IReadOnlyList<ManifestSignature> signatures, CancellationToken cancellationToken) => changes.AddAsync(
        repositoryId,
        async session =>
        {
            if (await session.Versions.FindAsync(repositoryId).ConfigureAwait(false) is { } version)
            {
                foreach (var added in signatures.GroupBy(signature => signature.Manifest, StringComparer.Ordinal))
                    RequireRoom(await content.SignaturesAsync(session, version, added.Key).ConfigureAwait(false), [.. added]);
            }

            var saved = await session.Contents.SaveAsync(Domain.DefaultId, [.. signatures.Select(signature => types.Row(signature))]).ConfigureAwait(false);
            return [.. signatures.Zip(saved, (signature, row) => signature with { Id = row.Identity.Id, StoreKey = row.Identity.StoreKey })];
        },
        overwrite: true,
        cancellationToken);

    /// <summary>Finds the signatures in a version that a key made.</summary>
    public Task<IReadOnlyList<Guid>> FindByKeyAsync(Guid repositoryId, string keyId, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<Guid>>(
        async session =>
        {
            var found = new List<Guid>();
            if (await session.Versions.FindAsync(repositoryId).ConfigureAwait(false) is not { } version)
                return found;
            for (long? cursor = 0; cursor is { } from;)
            {
                var (units, next) = await session.Memberships.ScanAsync(version, types.Signatures, from, 500).ConfigureAwait(false);
                var signatures = await session.Contents.GetAsync([.. units.Select(unit => unit.ContentKey)]).ConfigureAwait(false);
                found.AddRange(signatures.OfType<ManifestSignature>().Where(signature => signature.KeyId.Equals(keyId, StringComparison.OrdinalIgnoreCase)).Select(signature => signature.Id));
                cursor = next;
            }

            return found;
        },
        cancellationToken);

    private static void RequireRoom(IReadOnlyList<ManifestSignature> present, IReadOnlyList<ManifestSignature> added)
    {
        var all = present.Concat(added).DistinctBy(signature => signature.Digest, StringComparer.Ordinal).ToList();
        if (all.Count > present.Count && (all.Count > MaximumCount || all.Sum(signature => (long)signature.Data.Length) > MaximumTotal))
            throw new InvalidSignatureException($"The manifest has {present.Count} signatures already; together they may be at most {MaximumCount} and have {MaximumTotal} bytes.");
    }
}
