using System.Text.Json;
using System.Text.Json.Nodes;
using Pulp.Documents;
using Pulp.Plugins;

namespace Pulp.Transfer;

/// <summary>
/// Decides whether a bundle can be read here. Not versions of products decide, but the format's, and the number of each document's schema: an older
/// document is raised by its plugin as one in the database would be.
/// </summary>
internal static class BundleCompatibility
{
    /// <summary>Reads a manifest.</summary>
    /// <exception cref="TransferException">It is none, or the bundle cannot be read here.</exception>
    public static BundleManifest ReadManifest(byte[] bytes, PulpCatalog catalog)
    {
        BundleManifest manifest;
        try
        {
            RequireFormat(JsonNode.Parse(bytes) as JsonObject);
            manifest = JsonSerializer.Deserialize<BundleManifest>(bytes, DocumentJson.Options)!;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw TransferException.Damaged("its manifest cannot be read", exception);
        }

        if (manifest.Repositories.Select(repository => repository.Name).Distinct(StringComparer.Ordinal).Count() < manifest.Repositories.Count)
            throw TransferException.Damaged("its manifest names a repository twice");
        foreach (var (name, schema) in manifest.ContentTypes)
            RequireType(manifest, catalog, name, schema);
        return manifest;
    }

    // What a newer format looks like is not known, but for the two fields that say what it is.
    private static void RequireFormat(JsonObject? manifest)
    {
        if ((string?)manifest?["format"] != BundleManifest.FormatName)
            throw new TransferException(TransferFailureReason.Unsupported, "The file is no bundle of Pulp for .NET.");
        if ((int?)manifest["format_version"] is not (> 0 and <= BundleManifest.CurrentVersion))
            throw new TransferException(TransferFailureReason.Unsupported, $"The bundle has version {manifest["format_version"]} of the format, and {BundleManifest.CurrentVersion} is the newest known here. Update this Pulp.");
    }

    private static void RequireType(BundleManifest manifest, PulpCatalog catalog, string name, int schema)
    {
        var label = name.Split('.')[0];
        var written = manifest.Plugins.TryGetValue(label, out var version) ? $" (it was written with version {version})" : "";
        if (!catalog.TryGetContentType(name, out var type))
            throw new TransferException(TransferFailureReason.Unsupported, $"The bundle holds content of type '{name}', which no plugin here declares. Add the plugin '{label}'{written}.");
        if (schema > type.SchemaNumber || schema < 1)
            throw new TransferException(TransferFailureReason.Unsupported, $"The bundle holds content of type '{name}' in a form that is newer than known here. Update the plugin '{label}'{written}.");
    }
}
