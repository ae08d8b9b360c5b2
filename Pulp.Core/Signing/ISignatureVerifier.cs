namespace Pulp.Signing;

/// <summary>
/// Verifies OpenPGP signatures.
/// </summary>
public interface ISignatureVerifier
{
    /// <summary>Verifies a signature.</summary>
    /// <param name="key">The key that must have signed, or a key that belongs to it.</param>
    /// <param name="signature">The path of the signature; of a signed message when <paramref name="file"/> is null.</param>
    /// <param name="file">The path of what is signed; null when the signature holds it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Null when the signature is good; otherwise the reason, in words.</returns>
    /// <exception cref="SigningException">It cannot be verified here.</exception>
    Task<string?> VerifyAsync(OpenPgpKey key, string signature, string? file, CancellationToken cancellationToken = default);
}
