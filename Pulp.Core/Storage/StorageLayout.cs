using System.Buffers;
using System.Security.Cryptography;
using Pulp.Digests;

namespace Pulp.Storage;

/// <summary>
/// Builds every path below the root of a <see cref="FileSystemStorage"/>.
/// </summary>
/// <remarks>
/// <code>
/// root/
///   .pulp-storage                   says that this directory is ours, and the number of this layout
///   artifact/
///     ab/
///       cdef…                       an artifact of the default domain: the SHA-256 split after two digits
///     0190…-….-….-….-…/              a domain by its id, lower case, with hyphens
///       ab/
///         cdef…                     an artifact of that domain
///   tmp/
///     5f0c…                         staged bytes: 32 random hexadecimal digits
/// </code>
/// Directories are made with mode 0700 and files with 0600, before and after they are committed: the bytes of guarded
/// distributions are nobody else's to read, and the server sends files itself.
/// </remarks>
internal sealed class StorageLayout(string root)
{
    public const string MarkerText = "pulp artifact storage, layout 1\n";
    public const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    public const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const int TemporaryNameLength = 32;
    private const int PrefixLength = 2;

    private static readonly SearchValues<char> LowerHexDigits = SearchValues.Create("0123456789abcdef");

    public string Root { get; } = root;

    public string Marker { get; } = Path.Join(root, ".pulp-storage");

    public string Artifacts { get; } = Path.Join(root, "artifact");

    public string Temporary { get; } = Path.Join(root, "tmp");

    /// <summary>Gets the names that may lie in a root without a marker: ours, and what a file system puts there.</summary>
    public static IReadOnlyList<string> KnownRootNames { get; } = ["artifact", "tmp", "lost+found", ".snapshot"];

    public static string NewTemporaryName() => RandomNumberGenerator.GetHexString(TemporaryNameLength, lowercase: true);

    public static bool IsTemporaryName(ReadOnlySpan<char> name) => name.Length == TemporaryNameLength && IsLowerHex(name);

    public string TemporaryPath(string name) => IsTemporaryName(name)
        ? Path.Join(Temporary, name)
        : throw new ArgumentException("The key does not come from this storage.", nameof(name));

    public string DomainDirectory(Guid? domain) =>
        domain is { } id ? Path.Join(Artifacts, id.ToString("D")) : Artifacts;

    public string ArtifactDirectory(Digest sha256, Guid? domain) =>
        sha256.Algorithm == DigestAlgorithm.Sha256 && sha256.Hex is { } hex
            ? Path.Join(DomainDirectory(domain), hex.AsSpan(0, PrefixLength))
            : throw new ArgumentException($"An artifact is known by its sha256, not by its {DigestAlgorithms.NameOf(sha256.Algorithm)}.", nameof(sha256));

    public string ArtifactPath(Digest sha256, Guid? domain) =>
        Path.Join(ArtifactDirectory(sha256, domain), sha256.Hex.AsSpan(PrefixLength));

    public static bool IsPrefix(ReadOnlySpan<char> directoryName) => directoryName.Length == PrefixLength && IsLowerHex(directoryName);

    /// <summary>Reads the digest back from the two names that <see cref="ArtifactPath"/> made of it.</summary>
    public static bool TryReadDigest(string prefix, string fileName, out Digest sha256)
    {
        sha256 = default;
        return IsPrefix(prefix) && IsLowerHex(fileName) && Digest.TryParse(DigestAlgorithm.Sha256, prefix + fileName, out sha256);
    }

    private static bool IsLowerHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(LowerHexDigits);
}
