using System.Buffers.Text;
using System.Security.Cryptography;

namespace Pulp.Plugins.Python.Metadata.Archives;

/// <summary>The digest and size that a wheel's RECORD states for a file.</summary>
internal sealed record ExpectedDigest(HashAlgorithmName Algorithm, string Digest, long? Size)
{
    /// <summary>Makes the expectation of a row.</summary>
    /// <exception cref="PackageFormatException">The row names no algorithm, or a weak one.</exception>
    public static ExpectedDigest Of(string path, WheelRecordRow row) => new(AlgorithmOf(path, row.Algorithm), row.Digest.TrimEnd('='), row.Size);

    public void Check(ZipEntry entry, ReadOnlySpan<byte> actual)
    {
        if (Base64Url.EncodeToString(actual) != Digest || (Size ?? entry.Size) != entry.Size)
        {
            throw new PackageFormatException("RECORD", entry.Name, "the file does not have the hash and size that RECORD states");
        }
    }

    // "The hash algorithm must be sha256 or better; specifically, md5, sha1 and sha224 are not permitted" (PEP 427, "Signed wheel files").
    private static HashAlgorithmName AlgorithmOf(string path, string? name) => name switch
    {
        "sha256" => HashAlgorithmName.SHA256,
        "sha384" => HashAlgorithmName.SHA384,
        "sha512" => HashAlgorithmName.SHA512,
        _ => throw new PackageFormatException("RECORD", path, $"the file needs a sha256, sha384 or sha512 hash, not '{name ?? "none"}'"),
    };
}
