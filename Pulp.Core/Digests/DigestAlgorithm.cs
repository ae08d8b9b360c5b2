namespace Pulp.Digests;

/// <summary>
/// Names a digest algorithm that artifacts may carry.
/// </summary>
/// <remarks>SHA-256 is always computed; the others only when configured. MD5 and SHA-1 are known so that what upstream states can be read and shown, never trusted alone unless allowed.</remarks>
public enum DigestAlgorithm
{
    /// <summary>MD5, 128 bits. Broken: never sufficient to identify an artifact.</summary>
    Md5,

    /// <summary>SHA-1, 160 bits. Broken: never sufficient to identify an artifact.</summary>
    Sha1,

    /// <summary>SHA-224.</summary>
    Sha224,

    /// <summary>SHA-256: the identity of every stored artifact.</summary>
    Sha256,

    /// <summary>SHA-384.</summary>
    Sha384,

    /// <summary>SHA-512.</summary>
    Sha512,
}
