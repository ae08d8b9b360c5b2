using System.Text.Json;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Protocol;

namespace Pulp.Plugins.Container.Manifests;

/// <summary>
/// Reads the fields of manifests.
/// </summary>
internal static class ManifestFields
{
    public static bool IsSet(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>Reads a text; null when there is none.</summary>
    public static string? Text(JsonElement owner, string name)
    {
        if (!IsSet(owner, name))
            return null;
        var value = owner.GetProperty(name);
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Invalid($"'{name}' is not a text.");
    }

    /// <summary>Reads an object whose values are texts; empty when there is none.</summary>
    public static IReadOnlyDictionary<string, string> Texts(JsonElement owner, string name)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!IsSet(owner, name))
            return texts;
        foreach (var property in Required(owner.GetProperty(name), JsonValueKind.Object, name).EnumerateObject())
            texts[property.Name] = Required(property.Value, JsonValueKind.String, name).GetString()!;
        return texts;
    }

    /// <summary>Reads a list of descriptors; empty when there is none.</summary>
    public static IReadOnlyList<Descriptor> Descriptors(JsonElement owner, string name) => IsSet(owner, name)
        ? [.. Required(owner.GetProperty(name), JsonValueKind.Array, name).EnumerateArray().Select(element => Descriptor(element, name))]
        : [];

    public static Descriptor Descriptor(JsonElement element, string name)
    {
        Required(element, JsonValueKind.Object, name);
        if (!MediaType.TryParse(Text(element, "mediaType"), out var mediaType))
            throw Invalid($"A descriptor in '{name}' has no well-formed mediaType.");
        var digest = OciDigest.Parse(Text(element, "digest"));
        if (!element.TryGetProperty("size", out var number) || number.ValueKind != JsonValueKind.Number || !number.TryGetInt64(out var size) || size < 0)
            throw new RegistryException(RegistryError.SizeInvalid, $"A descriptor in '{name}' has no size, or one that is no whole number of bytes.") { Detail = digest.ToString() };
        var annotations = Texts(element, "annotations");
        return new Descriptor(mediaType.Text, digest.ToString(), size)
        {
            Platform = IsSet(element, "platform") ? PlatformOf(element.GetProperty("platform")) : null,
            Describes = annotations.GetValueOrDefault("vnd.docker.reference.digest"),
            IsForeign = HasAddresses(element) && ManifestMediaTypes.IsForeignLayer(mediaType.Text),
        };
    }

    /// <summary>Sums up sizes.</summary>
    /// <exception cref="RegistryException">The sum is beyond what can be counted.</exception>
    public static long Sum(IReadOnlyList<Descriptor> descriptors)
    {
        var sum = 0L;
        foreach (var descriptor in descriptors)
        {
            if (descriptor.Size > long.MaxValue - sum)
                throw new RegistryException(RegistryError.SizeInvalid, "The layers' sizes are too large.");
            sum += descriptor.Size;
        }

        return sum;
    }

    private static bool HasAddresses(JsonElement element)
    {
        if (!IsSet(element, "urls"))
            return false;
        var urls = Required(element.GetProperty("urls"), JsonValueKind.Array, "urls");
        foreach (var url in urls.EnumerateArray())
            Required(url, JsonValueKind.String, "urls");
        return urls.GetArrayLength() > 0;
    }

    private static Platform PlatformOf(JsonElement element)
    {
        Required(element, JsonValueKind.Object, "platform");
        return new Platform(Text(element, "os") ?? "", Text(element, "architecture") ?? "", Text(element, "variant"));
    }

    private static JsonElement Required(JsonElement element, JsonValueKind kind, string name) =>
        element.ValueKind == kind ? element : throw Invalid($"'{name}' does not have the form the image specification asks for.");

    private static RegistryException Invalid(string message) => new(RegistryError.ManifestInvalid, message);
}
