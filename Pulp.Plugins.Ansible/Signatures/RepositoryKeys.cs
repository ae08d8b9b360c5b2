using Pulp.Signing;

namespace Pulp.Plugins.Ansible.Signatures;

/// <summary>
/// Represents the public keys of a repository, with which signatures are verified.
/// </summary>
internal sealed class RepositoryKeys
{
    private const int MaximumSignature = 64 * 1024;
    private readonly IReadOnlyList<OpenPgpKey> keys;

    private RepositoryKeys(IReadOnlyList<OpenPgpKey> keys) => this.keys = keys;

    /// <summary>Reads the keys of a repository.</summary>
    /// <param name="armored">The text of its <c>gpgkey</c>.</param>
    /// <returns>The keys; null when it has none.</returns>
    /// <exception cref="OpenPgpFormatException">The text holds no keys.</exception>
    public static RepositoryKeys? Parse(string? armored) => string.IsNullOrWhiteSpace(armored) ? null : new RepositoryKeys(OpenPgpKey.ParseAll(armored));

    /// <summary>Reads a detached signature.</summary>
    /// <param name="data">Its text.</param>
    /// <returns>What it says of itself.</returns>
    /// <exception cref="OpenPgpFormatException">It is none.</exception>
    public static OpenPgpSignature ReadSignature(string data)
    {
        var message = OpenPgpMessage.Read(System.Text.Encoding.UTF8.GetBytes(data), MaximumSignature);
        return message is { Content: null, Signatures: [var signature] } ? signature : throw new OpenPgpFormatException("The text is not one detached signature.");
    }

    /// <summary>Finds the key that a signature says it is by.</summary>
    /// <param name="signature">The signature.</param>
    /// <returns>The key, or null when it is none of the repository's.</returns>
    public OpenPgpKey? Find(OpenPgpSignature signature) => keys.FirstOrDefault(key => key.Owns(signature.KeyId));
}
