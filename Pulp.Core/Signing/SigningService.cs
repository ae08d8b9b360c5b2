using Pulp.Resources;

namespace Pulp.Signing;

/// <summary>
/// Represents a script of the administrator's that signs files, with the public key that its signatures are verified with.
/// </summary>
/// <remarks>Only <see cref="SigningServices"/> makes one, after it proved that the script signs with the key. REST shows it and changes nothing.</remarks>
public sealed record SigningService : NamedResource
{
    /// <summary>Gets the public key, with ASCII armor.</summary>
    [Field(ReadOnly = true)]
    public required string PublicKey { get; init; }

    /// <summary>Gets the fingerprint of the key, in upper case.</summary>
    [Field(ReadOnly = true)]
    public required string PubkeyFingerprint { get; init; }

    /// <summary>Gets the absolute path of the script.</summary>
    [Field(ReadOnly = true)]
    public required string Script { get; init; }

    /// <summary>Gets what it makes: the <see cref="ISigningKind.Name"/> of its kind.</summary>
    [Field(Hidden = true)]
    public required string Kind { get; init; }
}
