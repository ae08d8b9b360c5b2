using System.Security.Cryptography;

namespace Pulp.Digests;

/// <summary>
/// Gives the facts of each <see cref="DigestAlgorithm"/>: its name on the wire, its size and its implementation.
/// </summary>
public static class DigestAlgorithms
{
    /// <summary>Gets every known algorithm in the order Pulp lists them.</summary>
    public static IReadOnlyList<DigestAlgorithm> All { get; } =
    [
        DigestAlgorithm.Md5, DigestAlgorithm.Sha1, DigestAlgorithm.Sha224,
        DigestAlgorithm.Sha256, DigestAlgorithm.Sha384, DigestAlgorithm.Sha512,
    ];

    /// <summary>Gets the lower-case name used in REST fields and URLs, for example <c>sha256</c>.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <returns>The name.</returns>
    public static string NameOf(DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Md5 => "md5",
        DigestAlgorithm.Sha1 => "sha1",
        DigestAlgorithm.Sha224 => "sha224",
        DigestAlgorithm.Sha256 => "sha256",
        DigestAlgorithm.Sha384 => "sha384",
        DigestAlgorithm.Sha512 => "sha512",
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "Unknown digest algorithm."),
    };

    /// <summary>Gets the length of a digest in bytes.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <returns>The number of bytes.</returns>
    public static int SizeInBytes(DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Md5 => 16,
        DigestAlgorithm.Sha1 => 20,
        DigestAlgorithm.Sha224 => 28,
        DigestAlgorithm.Sha256 => 32,
        DigestAlgorithm.Sha384 => 48,
        DigestAlgorithm.Sha512 => 64,
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "Unknown digest algorithm."),
    };

    /// <summary>Reads an algorithm from its name.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <param name="algorithm">The algorithm, when known.</param>
    /// <returns>Whether the name is known.</returns>
    public static bool TryParse(ReadOnlySpan<char> name, out DigestAlgorithm algorithm)
    {
        foreach (var candidate in All)
        {
            if (name.Equals(NameOf(candidate), StringComparison.OrdinalIgnoreCase))
            {
                algorithm = candidate;
                return true;
            }
        }

        algorithm = default;
        return false;
    }

    /// <summary>
    /// Gets whether bytes can be digested with this algorithm here; the runtime has no SHA-224.
    /// </summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <returns>Whether <see cref="CreateHash"/> accepts it.</returns>
    public static bool CanCompute(DigestAlgorithm algorithm) => algorithm != DigestAlgorithm.Sha224;

    /// <summary>Creates an incremental hash.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <returns>A hash the caller disposes.</returns>
    /// <exception cref="NotSupportedException">The runtime does not implement the algorithm.</exception>
    public static IncrementalHash CreateHash(DigestAlgorithm algorithm) => IncrementalHash.CreateHash(algorithm switch
    {
        DigestAlgorithm.Md5 => HashAlgorithmName.MD5,
        DigestAlgorithm.Sha1 => HashAlgorithmName.SHA1,
        DigestAlgorithm.Sha256 => HashAlgorithmName.SHA256,
        DigestAlgorithm.Sha384 => HashAlgorithmName.SHA384,
        DigestAlgorithm.Sha512 => HashAlgorithmName.SHA512,
        _ => throw new NotSupportedException($"The runtime does not compute {NameOf(algorithm)}."),
    });
}
