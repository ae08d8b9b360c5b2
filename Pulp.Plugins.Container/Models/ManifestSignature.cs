using System.Text.Json.Serialization;
using Pulp.ContentTypes;
using Pulp.Resources;

namespace Pulp.Plugins.Container.Models;

/// <summary>
/// Represents a detached signature of a manifest in the form of atomic container signatures.
/// </summary>
public sealed record ManifestSignature : Content
{
    /// <summary>Gets the name: the signed manifest's digest, an at sign and 32 hexadecimal digits.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the digest of the signature itself.</summary>
    public required string Digest { get; init; }

    /// <summary>Gets the form of the signature.</summary>
    public string Type { get; init; } = "atomic";

    /// <summary>Gets the identifier of the key that signed.</summary>
    public required string KeyId { get; init; }

    /// <summary>Gets the fingerprint of the key that signed; null when the signature does not state it.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Gets when it was signed, in seconds since 1970.</summary>
    public long Timestamp { get; init; }

    /// <summary>Gets the program that signed.</summary>
    public string Creator { get; init; } = "";

    /// <summary>Gets the digest of the signed manifest.</summary>
    [Field(Hidden = true)]
    [JsonPropertyName("manifest_digest")]
    public required string Manifest { get; init; }

    /// <summary>Gets the signature in base64.</summary>
    [Field(Hidden = true)]
    public required string Data { get; init; }
}
