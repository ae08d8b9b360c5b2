using System.Security.Cryptography;
using System.Text.Json;
using Pulp.Plugins.Ansible.Models;

namespace Pulp.Plugins.Ansible.Galaxy;

/// <summary>
/// Knows what may be said of a namespace, and the digest by which metadata is told apart.
/// </summary>
internal static class NamespaceMetadata
{
    private const int MaximumCompany = 64;
    private const int MaximumLine = 256;
    private const int MaximumLinkName = 32;
    private const int MaximumLinks = 100;

    /// <summary>Gives metadata its digest.</summary>
    public static AnsibleNamespaceMetadata WithDigest(AnsibleNamespaceMetadata metadata) => metadata with { MetadataSha256 = DigestOf(metadata) };

    /// <summary>Gets the SHA-256 over all fields but itself.</summary>
    public static string DigestOf(AnsibleNamespaceMetadata metadata)
    {
        var fields = new SortedDictionary<string, object?>(StringComparer.Ordinal)
        {
            ["avatar_sha256"] = metadata.AvatarSha256,
            ["company"] = metadata.Company,
            ["description"] = metadata.Description,
            ["email"] = metadata.Email,
            ["links"] = metadata.Links.Select(link => new SortedDictionary<string, string>(StringComparer.Ordinal) { ["name"] = link.Name, ["url"] = link.Url }).ToList(),
            ["name"] = metadata.Name,
            ["resources"] = metadata.Resources,
        };
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(fields)));
    }

    /// <summary>Finds what may not be said.</summary>
    /// <returns>The field and why; null when all is well.</returns>
    public static (string Field, string Problem)? Check(AnsibleNamespaceMetadata metadata)
    {
        if (metadata.Company.Length > MaximumCompany)
            return ("company", $"It has at most {MaximumCompany} characters.");
        if (metadata.Email.Length > MaximumLine)
            return ("email", $"It has at most {MaximumLine} characters.");
        if (metadata.Description.Length > MaximumLine)
            return ("description", $"It has at most {MaximumLine} characters.");
        if (metadata.Links.Count > MaximumLinks)
            return ("links", $"There are at most {MaximumLinks} links.");
        if (metadata.Links.Any(link => link.Name.Length is 0 or > MaximumLinkName || link.Url.Length > MaximumLine || !IsWebAddress(link.Url)))
            return ("links", $"A link has a name of at most {MaximumLinkName} characters, and an address of at most {MaximumLine} that begins with http:// or https://.");
        return null;
    }

    private static bool IsWebAddress(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);
}
