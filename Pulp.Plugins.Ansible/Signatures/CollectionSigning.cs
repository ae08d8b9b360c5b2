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
internal sealed class CollectionSigning(IPulpDatabase database, DetachedSigning signing, CollectionDetails details, PromisedArchives archives, GalaxyTypes types)
{
    private const int AtOnce = 10;
    private const int Shown = 10;

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
    /// <param name="fetches">Whether files that are only promised are fetched first.</param>
    /// <param name="context">The task, which tells the progress.</param>
    /// <param name="cancellationToken">Ends the scripts.</param>
    /// <returns>The signatures, not saved, and what could not be signed with the reason: its file is not here.</returns>
    /// <exception cref="SigningException">The script does not sign with the service's key.</exception>
    public async Task<(IReadOnlyList<(CollectionVersion Of, CollectionVersionSignature Signature)> Made, IReadOnlyList<string> LeftOut)> SignAsync(
        SigningService service, IReadOnlyList<CollectionVersion> units, bool fetches, TaskContext context, CancellationToken cancellationToken)
    {
        if (units.Count == 0)
            return ([], []);
        var key = OpenPgpKey.Parse(service.PublicKey);
        var folder = context.CreateWorkingDirectory();
        var progress = context.BeginProgress("Signing Collections", "signing.collections", units.Count);
        var results = new (CollectionVersionSignature? Signature, string? Problem)[units.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, units.Count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, token) =>
            {
                var (manifest, problem) = await ReadManifestAsync(units[index], fetches, token).ConfigureAwait(false);
                results[index] = manifest is null
                    ? (null, problem)
                    : (await SignAsync(service, key, units[index], manifest, Path.Join(folder, $"sign-{index}"), context.Task.CorrelationId, token).ConfigureAwait(false), null);
                progress.Increment();
            }).ConfigureAwait(false);
        progress.Complete();
        return (
            [.. units.Zip(results).Where(pair => pair.Second.Signature is not null).Select(pair => (pair.First, pair.Second.Signature!))],
            [.. results.Select(result => result.Problem).OfType<string>()]);
    }

    /// <summary>Refuses to go on when something was left out.</summary>
    /// <exception cref="SigningException">Something was.</exception>
    public static void RequireAll(IReadOnlyList<string> leftOut)
    {
        if (leftOut.Count > 0)
            throw new SigningException($"Not all can be signed. {string.Join(" ", leftOut.Take(Shown))}{(leftOut.Count > Shown ? $" And {leftOut.Count - Shown} more." : "")}");
    }

    private async Task<(byte[]? Manifest, string? Problem)> ReadManifestAsync(CollectionVersion unit, bool fetches, CancellationToken cancellationToken)
    {
        var problem = fetches ? await archives.FetchAsync(unit, cancellationToken).ConfigureAwait(false) : null;
        return await details.ReadAsync(unit, DetailPart.Manifest, cancellationToken).ConfigureAwait(false) is { } manifest
            ? (manifest, null)
            : (null, $"{unit.Namespace}.{unit.Name} {unit.Version}: {problem?.Reason ?? "its file is not here, or is no collection."}");
    }

    private async Task<CollectionVersionSignature> SignAsync(
        SigningService service, OpenPgpKey key, CollectionVersion unit, byte[] manifest, string folder, string correlationId, CancellationToken cancellationToken)
    {
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
