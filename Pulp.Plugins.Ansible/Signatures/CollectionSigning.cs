using Pulp.Plugins.Ansible.Details;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Repositories;
using Pulp.Signing;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Signatures;

/// <summary>
/// Lets signing services sign the <c>MANIFEST.json</c> of collection versions.
/// </summary>
internal sealed class CollectionSigning(IPulpDatabase database, DetachedSigning signing, CollectionDetails details, GalaxyTypes types)
{
    private const int AtOnce = 10;

    /// <summary>Gets a signing service for a task.</summary>
    /// <exception cref="SigningException">It is gone.</exception>
    public async Task<SigningService> ServiceAsync(Guid id, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.Resources.GetAsync(id), cancellationToken).ConfigureAwait(false) as SigningService
            ?? throw new SigningException("The signing service was removed meanwhile.");

    /// <summary>Chooses the versions of which a repository version holds no signature by a service's key.</summary>
    public Task<IReadOnlyList<CollectionVersion>> UnsignedAsync(RepositoryVersion version, IReadOnlyList<CollectionVersion> units, SigningService service, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<CollectionVersion>>(
            async session =>
            {
                if (!GalaxyTypes.HasAny(version, types.Signatures))
                    return units;
                var unsigned = new List<CollectionVersion>(units.Count);
                foreach (var unit in units)
                {
                    var present = await session.Memberships.GroupAsync(version, types.Signatures, unit.Sha256).ConfigureAwait(false);
                    if (!present.Cast<CollectionVersionSignature>().Any(signature => signature.PubkeyFingerprint.Equals(service.PubkeyFingerprint, StringComparison.OrdinalIgnoreCase)))
                        unsigned.Add(unit);
                }

                return unsigned;
            },
            cancellationToken);

    /// <summary>Signs versions, several at once.</summary>
    /// <param name="service">The service.</param>
    /// <param name="units">The versions, saved.</param>
    /// <param name="context">The task, which tells the progress.</param>
    /// <param name="cancellationToken">Ends the scripts.</param>
    /// <returns>The signatures, not saved, in the order of the versions.</returns>
    /// <exception cref="SigningException">A file is not here, or the script does not sign with the service's key.</exception>
    public async Task<IReadOnlyList<CollectionVersionSignature>> SignAsync(SigningService service, IReadOnlyList<CollectionVersion> units, TaskContext context, CancellationToken cancellationToken)
    {
        var key = OpenPgpKey.Parse(service.PublicKey);
        var folder = context.CreateWorkingDirectory();
        var progress = context.BeginProgress("Signing Collections", "signing.collections", units.Count);
        var made = new CollectionVersionSignature[units.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, units.Count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, token) =>
            {
                made[index] = await SignAsync(service, key, units[index], Path.Join(folder, $"sign-{index}"), context.Task.CorrelationId, token).ConfigureAwait(false);
                progress.Increment();
            }).ConfigureAwait(false);
        progress.Complete();
        return made;
    }

    private async Task<CollectionVersionSignature> SignAsync(SigningService service, OpenPgpKey key, CollectionVersion unit, string folder, string correlationId, CancellationToken cancellationToken)
    {
        var manifest = await details.ReadAsync(unit, DetailPart.Manifest, cancellationToken).ConfigureAwait(false)
            ?? throw new SigningException($"The file of {unit.Namespace}.{unit.Name} {unit.Version} is not here; download it once, then sign it.");
        Directory.CreateDirectory(folder);
        var file = Path.Join(folder, "MANIFEST.json");
        await File.WriteAllBytesAsync(file, manifest, cancellationToken).ConfigureAwait(false);
        var (_, data) = await signing.SignAsync(service, file, correlationId, cancellationToken).ConfigureAwait(false);
        Directory.Delete(folder, recursive: true);
        try
        {
            if (key.Owns(RepositoryKeys.ReadSignature(data).KeyId))
                return ManifestSignature.Of(unit, data, key.Fingerprint, service.Id);
        }
        catch (OpenPgpFormatException malformed)
        {
            throw new SigningException($"What the script of the signing service '{service.Name}' makes is no detached signature: {malformed.Message}", malformed);
        }

        throw new SigningException($"The script of the signing service '{service.Name}' signs with another key than the service's.");
    }
}
