using Pulp.ContentTypes;
using Pulp.Resources;

namespace Pulp.Plugins.Ansible.Models;

/// <summary>
/// Represents a detached OpenPGP signature of a collection version's <c>MANIFEST.json</c>.
/// </summary>
public sealed record CollectionVersionSignature : Content
{
    /// <summary>Gets the SHA-256 of the signed collection version's file.</summary>
    [Field(Hidden = true)]
    public required string CollectionSha256 { get; init; }

    /// <summary>Gets the SHA-256 of the signature's text.</summary>
    [Field(Hidden = true)]
    public required string Digest { get; init; }

    /// <summary>Gets the signature in ASCII armor.</summary>
    [Field(Hidden = true)]
    public required string Data { get; init; }

    /// <summary>Gets the fingerprint of the key that signed.</summary>
    [Field(ReadOnly = true)]
    public required string PubkeyFingerprint { get; init; }

    /// <summary>Gets the signing service that made the signature; null when it came from elsewhere.</summary>
    [Field(ReadOnly = true, References = ReferenceTarget.SigningService)]
    public Guid? SigningService { get; init; }
}
