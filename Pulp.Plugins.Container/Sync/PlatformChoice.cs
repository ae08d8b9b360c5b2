using Pulp.Plugins.Container.Models;

namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Decides by a remote's list which manifests of an index are taken.
/// </summary>
internal sealed class PlatformChoice
{
    private const string Unknown = "unknown";
    private readonly List<Platform> wanted;

    public PlatformChoice(IReadOnlyList<string>? platforms) => wanted = [.. (platforms ?? []).Select(Parse).OfType<Platform>()];

    /// <summary>Reads a platform: <c>linux/amd64</c> or <c>linux/arm64/v8</c>.</summary>
    /// <returns>The platform; null when it is none.</returns>
    public static Platform? Parse(string text)
    {
        var parts = text.Split('/');
        return parts.Length is 2 or 3 && Array.TrueForAll(parts, part => part.Length > 0 && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
            ? new Platform(parts[0], parts[1], parts.Length == 3 ? parts[2] : null)
            : null;
    }

    /// <summary>Gets what is taken of an index: what is for a platform that is asked for, for none, or describes what is taken.</summary>
    public IReadOnlyList<Descriptor> Of(Manifest index)
    {
        var listed = index.Listed.DistinctBy(entry => entry.Digest, StringComparer.Ordinal);
        if (wanted.Count == 0)
            return [.. listed];
        var images = index.Listed.Where(entry => IsForPlatform(entry) && wanted.Exists(platform => Fits(platform, entry.Platform!))).Select(entry => entry.Digest).ToHashSet(StringComparer.Ordinal);
        return [.. listed.Where(entry => images.Contains(entry.Digest) || (!IsForPlatform(entry) && (entry.Describes is null || images.Contains(entry.Describes))))];
    }

    private static bool IsForPlatform(Descriptor entry) => entry.Platform is { Os: not ("" or Unknown), Architecture: not ("" or Unknown) };

    private static bool Fits(Platform wanted, Platform given) =>
        wanted.Os == given.Os && wanted.Architecture == given.Architecture
        && (string.IsNullOrEmpty(wanted.Variant) || wanted.Variant == (string.IsNullOrEmpty(given.Variant) ? UsualVariant(given.Architecture) : given.Variant));

    // What an index leaves out is the variant all processors of the kind have.
    private static string? UsualVariant(string architecture) => architecture switch { "amd64" => "v1", "arm64" => "v8", "arm" => "v7", _ => null };
}
