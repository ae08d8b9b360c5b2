namespace Pulp.Plugins.Container.Naming;

/// <summary>
/// Reads the tags by which registries without the referrers API attach one manifest to another: <c>sha256-</c>, the digits of the digest, and an ending.
/// </summary>
/// <remarks>
/// Without an ending it is the list of referrers of the OCI Distribution Specification, section "Referrers Tag Schema", which newer versions of cosign write too;
/// <c>.sig</c>, <c>.att</c> and <c>.sbom</c> are those of older ones.
/// </remarks>
internal static class CompanionTag
{
    private const string Prefix = "sha256-";
    private const string Signature = ".sig";
    private const int DigestLength = 64;
    private static readonly string[] CosignEndings = [Signature, ".att", ".sbom"];

    /// <summary>Gets the digest a tag belongs to; null when it is a tag like any other.</summary>
    public static string? SubjectOf(string tag)
    {
        if (!tag.StartsWith(Prefix, StringComparison.Ordinal) || tag.Length < Prefix.Length + DigestLength)
            return null;
        var ending = tag[(Prefix.Length + DigestLength)..];
        var digest = $"sha256:{tag.AsSpan(Prefix.Length, DigestLength)}";
        return (ending.Length == 0 || CosignEndings.Contains(ending)) && OciDigest.TryParse(digest, out _) ? digest : null;
    }

    public static bool IsSignature(string tag) => tag.EndsWith(Signature, StringComparison.Ordinal);

    /// <summary>Gets the tag of the list of referrers of a digest.</summary>
    public static string ReferrersOf(string digest) => digest.Replace(':', '-');

    /// <summary>Gets the tags cosign attaches with.</summary>
    public static IEnumerable<string> CosignOf(string digest) => CosignEndings.Select(ending => ReferrersOf(digest) + ending);
}
