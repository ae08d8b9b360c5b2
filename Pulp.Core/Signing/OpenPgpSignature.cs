namespace Pulp.Signing;

/// <summary>
/// Represents what an OpenPGP signature says of itself. Nothing of it is proven.
/// </summary>
/// <param name="KeyId">The identifier of the key that signed: 16 hexadecimal digits in upper case.</param>
/// <param name="Fingerprint">The fingerprint of that key in upper case; null when the signature does not state it.</param>
/// <param name="Created">When it was made; null when the signature does not state it.</param>
public sealed record OpenPgpSignature(string KeyId, string? Fingerprint, DateTimeOffset? Created);
