namespace Pulp.Secrets;

/// <summary>
/// Encrypts what must not be readable in the database: secrets of remotes, arguments of tasks.
/// </summary>
public interface ISecretProtector
{
    /// <summary>Encrypts bytes; the same bytes give another result each time.</summary>
    /// <param name="plain">The bytes.</param>
    /// <returns>The encrypted bytes, authenticated.</returns>
    byte[] Protect(ReadOnlySpan<byte> plain);

    /// <summary>Decrypts bytes.</summary>
    /// <param name="secret">What <see cref="Protect"/> returned, under the present key or an earlier one that is still configured.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="SecretException">No configured key fits, or the bytes were changed.</exception>
    byte[] Unprotect(ReadOnlySpan<byte> secret);
}
