using System.Text.Json;
using Pulp.Digests;
using Pulp.Uploads;

namespace Pulp.Plugins.Ansible.Uploads;

/// <summary>
/// Reads what a client says of a file beside the file.
/// </summary>
internal static class UploadFields
{
    public static string? Text(UploadContext context, string field) =>
        context.Fields.TryGetValue(field, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>Requires that a field says nothing, or what the file says.</summary>
    /// <exception cref="ContentRefusedException">It says something else.</exception>
    public static void Require(UploadContext context, string field, string actual)
    {
        if (Text(context, field) is { } given && given != actual)
            throw new ContentRefusedException(field, $"'{given}' was given, but the file says '{actual}'.");
    }

    /// <summary>Requires that the digest the client gave, if any, is the file's.</summary>
    /// <exception cref="ContentRefusedException">It is not.</exception>
    public static void RequireDigest(UploadContext context)
    {
        if (Text(context, "sha256") is not { } given)
            return;
        if (!Digest.TryParse(DigestAlgorithm.Sha256, given, out var digest))
            throw new ContentRefusedException("sha256", "A SHA-256 has 64 hexadecimal digits.");
        if (digest.Hex != context.Artifact.Sha256)
            throw new ContentRefusedException("sha256", $"The file's SHA-256 is {context.Artifact.Sha256}, but {digest.Hex} was given.");
    }
}
