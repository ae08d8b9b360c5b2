using System.Text.Json;
using Pulp.Plugins.Container.Models;

namespace Pulp.Plugins.Container.Manifests;

/// <summary>
/// Represents what is read of an image's configuration.
/// </summary>
internal sealed record ImageConfig(Platform Platform, IReadOnlyDictionary<string, string> Labels)
{
    private const string LabelsField = "Labels";

    /// <summary>The size up to which a configuration is read, in bytes.</summary>
    public const int MaximumSize = 8 * 1024 * 1024;

    /// <summary>Gets what an unreadable configuration tells.</summary>
    public static ImageConfig Empty { get; } = new(new Platform("", ""), new Dictionary<string, string>());

    /// <summary>Reads a configuration; what is not well-formed in it tells nothing.</summary>
    public static ImageConfig Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return Empty;
            var platform = new Platform(TextOf(root, "os") ?? "", TextOf(root, "architecture") ?? "", TextOf(root, "variant"));
            return new ImageConfig(platform, LabelsOf(root));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return Empty;
        }
    }

    private static Dictionary<string, string> LabelsOf(JsonElement root)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (root.TryGetProperty("config", out var config) && config.ValueKind == JsonValueKind.Object
            && config.TryGetProperty(LabelsField, out var found) && found.ValueKind == JsonValueKind.Object)
        {
            foreach (var label in found.EnumerateObject().Where(label => label.Value.ValueKind == JsonValueKind.String))
                labels[label.Name] = label.Value.GetString()!;
        }

        return labels;
    }

    private static string? TextOf(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
