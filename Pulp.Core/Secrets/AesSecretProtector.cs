using System.Security.Cryptography;

namespace Pulp.Secrets;

/// <summary>
/// Encrypts with AES-256-GCM under the first of one or more keys; the others only decrypt, so that keys can be changed without a gap.
/// </summary>
public sealed class AesSecretProtector : ISecretProtector
{
    private const byte Format = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private readonly byte[][] keys;

    /// <summary>Initializes a protector.</summary>
    /// <param name="keys">Keys of 32 bytes, the present one first.</param>
    /// <exception cref="SecretException">There is no key, or one has another length.</exception>
    public AesSecretProtector(params IReadOnlyList<byte[]> keys)
    {
        if (keys.Count == 0 || keys.Any(key => key.Length != 32))
            throw new SecretException("An encryption key has 32 bytes; write it as 44 characters of base64.");
        this.keys = [.. keys];
    }

    /// <inheritdoc/>
    public byte[] Protect(ReadOnlySpan<byte> plain)
    {
        var secret = new byte[1 + NonceSize + TagSize + plain.Length];
        secret[0] = Format;
        var nonce = secret.AsSpan(1, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(keys[0], TagSize);
        aes.Encrypt(nonce, plain, secret.AsSpan(1 + NonceSize + TagSize), secret.AsSpan(1 + NonceSize, TagSize));
        return secret;
    }

    /// <inheritdoc/>
    public byte[] Unprotect(ReadOnlySpan<byte> secret)
    {
        if (secret.Length < 1 + NonceSize + TagSize || secret[0] != Format)
            throw new SecretException("A stored secret has an unknown format.");
        var plain = new byte[secret.Length - 1 - NonceSize - TagSize];
        foreach (var key in keys)
        {
            using var aes = new AesGcm(key, TagSize);
            try
            {
                aes.Decrypt(secret.Slice(1, NonceSize), secret[(1 + NonceSize + TagSize)..], secret.Slice(1 + NonceSize, TagSize), plain);
                return plain;
            }
            catch (AuthenticationTagMismatchException)
            {
                // Another of the keys may fit.
            }
        }

        throw new SecretException("A stored secret fits none of the configured encryption keys; restore the key it was written with.");
    }
}
