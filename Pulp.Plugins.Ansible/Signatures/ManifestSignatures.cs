using Pulp.Signing;

namespace Pulp.Plugins.Ansible.Signatures;

/// <summary>
/// Verifies detached signatures of a collection's <c>MANIFEST.json</c>.
/// </summary>
internal sealed class ManifestSignatures
{
    private readonly ISignatureVerifier verifier;

    public ManifestSignatures(ISignatureVerifier verifier) => this.verifier = verifier;

    /// <summary>Verifies a signature.</summary>
    /// <param name="keys">The keys of which one must have signed.</param>
    /// <param name="data">The signature in ASCII armor.</param>
    /// <param name="manifest">The bytes of <c>MANIFEST.json</c>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The fingerprint of the key that signed, and null; or the reason why the signature is not good.</returns>
    /// <exception cref="SigningException">It cannot be verified here.</exception>
    public async Task<(string? Fingerprint, string? Problem)> VerifyAsync(RepositoryKeys keys, string data, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken)
    {
        OpenPgpKey? key;
        try
        {
            key = keys.Find(RepositoryKeys.ReadSignature(data));
        }
        catch (OpenPgpFormatException malformed)
        {
            return (null, malformed.Message);
        }

        if (key is null)
            return (null, "It is by none of the repository's keys.");
        var folder = Directory.CreateTempSubdirectory("pulp-signature-").FullName;
        try
        {
            var (signature, file) = (Path.Join(folder, "MANIFEST.json.asc"), Path.Join(folder, "MANIFEST.json"));
            await File.WriteAllTextAsync(signature, data, cancellationToken).ConfigureAwait(false);
            await File.WriteAllBytesAsync(file, manifest, cancellationToken).ConfigureAwait(false);
            var problem = await verifier.VerifyAsync(key, signature, file, cancellationToken).ConfigureAwait(false);
            return problem is null ? (key.Fingerprint, null) : (null, problem);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
