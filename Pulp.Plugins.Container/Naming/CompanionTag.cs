namespace Pulp.Plugins.Container.Naming;

/// <summary>
/// Reads the tags by which registries without the referrers API attach one manifest to another: the digest with a hyphen for its colon, and an ending.
/// </summary>
/// <remarks>
/// Without an ending it is the list of referrers of the OCI Distribution Specification, section "Referrers Tag Schema", which newer versions of cosign write too;
/// <c>.sig</c>, <c>.att</c> and <c>.sbom</c> are those of older ones. Of a longer digest it has the first 64 digits.
/// </remarks>
internal static class CompanionTag
{
    private const string Sha256 = "sha256";
    private const int Digits = 64;
    private static readonly string[] Algorithms = [Sha256, "sha512"];
    private static readonly string[] CosignEndings = [".sig", ".att", ".sbom"];

    /// <summary>Gets the part of a tag that stands for the digest it belongs to, see <see cref="StemOf"/>; null when it is a tag like any other.</summary>
    public static string? FindStem(string tag)
    {
        var hyphen = tag.IndexOf('-', StringComparison.Ordinal);
        var length = hyphen + 1 + Digits;
        if (hyphen < 0 || tag.Length < length || !Algorithms.Contains(tag[..hyphen], StringComparer.Ordinal) || !tag[(hyphen + 1)..length].All(char.IsAsciiHexDigitLower))
            return null;
        return tag.Length == length || CosignEndings.Contains(tag[length..], StringComparer.Ordinal) ? tag[..length] : null;
    }

    /// <summary>Gets the digest a tag belongs to; null when it is a tag like any other, or does not state the whole digest.</summary>
    public static string? SubjectOf(string tag) =>
        FindStem(tag) is { } stem && stem.StartsWith(Sha256, StringComparison.Ordinal) ? $"{Sha256}:{stem.AsSpan(Sha256.Length + 1)}" : null;

    /// <summary>Gets the beginning of the tags that belong to a digest; by itself it is the tag of the list of referrers.</summary>
    public static string StemOf(string digest)
    {
        var colon = digest.IndexOf(':', StringComparison.Ordinal);
        return $"{digest.AsSpan(0, colon)}-{digest.AsSpan(colon + 1, Math.Min(Digits, digest.Length - colon - 1))}";
    }

    /// <summary>Gets the tags cosign attaches with.</summary>
    public static IEnumerable<string> CosignOf(string digest) => CosignEndings.Select(ending => StemOf(digest) + ending);
}
