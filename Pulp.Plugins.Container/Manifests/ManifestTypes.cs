using Pulp.Plugins.Container.Models;

namespace Pulp.Plugins.Container.Manifests;

/// <summary>
/// Finds out what a manifest describes, by the media types of its parts.
/// </summary>
internal static class ManifestTypes
{
    private static readonly Dictionary<string, ManifestType> ByLayer = new(StringComparer.Ordinal)
    {
        ["application/vnd.dev.cosign.simplesigning.v1+json"] = ManifestType.CosignSignature,
        ["application/vnd.dsse.envelope.v1+json"] = ManifestType.CosignAttestation,
        ["text/spdx"] = ManifestType.CosignSbom,
        ["text/spdx+xml"] = ManifestType.CosignSbom,
        ["text/spdx+json"] = ManifestType.CosignSbom,
        ["application/vnd.syft+json"] = ManifestType.CosignSbom,
        ["application/vnd.cyclonedx"] = ManifestType.CosignSbom,
        ["application/vnd.cyclonedx+xml"] = ManifestType.CosignSbom,
        ["application/vnd.cyclonedx+json"] = ManifestType.CosignSbom,
    };

    /// <summary>Finds out what an image manifest describes as far as it tells by itself.</summary>
    /// <param name="manifest">The manifest with its configuration and layers.</param>
    /// <param name="statedType">The artifact type its document states, if any.</param>
    public static ManifestType Of(Manifest manifest, string? statedType)
    {
        foreach (var layer in manifest.Layers)
        {
            if (ByLayer.TryGetValue(layer.MediaType, out var type))
                return type;
            if (layer.MediaType.StartsWith("application/vnd.dev.sigstore.bundle", StringComparison.Ordinal))
                return ManifestType.CosignAttestationBundle;
        }

        return manifest.Config?.MediaType switch
        {
            ManifestMediaTypes.HelmConfig => ManifestType.Helm,
            ManifestMediaTypes.OciConfig or ManifestMediaTypes.DockerConfig when string.IsNullOrEmpty(statedType) => ManifestType.Image,
            _ => ManifestType.Artifact,
        };
    }

    /// <summary>Adds to an image what its configuration tells: platform, labels, and what follows from those.</summary>
    public static Manifest With(this Manifest manifest, ImageConfig config)
    {
        if (manifest.Type != ManifestType.Image)
            return manifest;
        var isBootable = config.Labels.ContainsKey("containers.bootc") || config.Labels.ContainsKey("ostree.bootable");
        var isFlatpak = config.Labels.ContainsKey("org.flatpak.ref");
        return manifest with
        {
            ImageLabels = config.Labels,
            Architecture = config.Platform.Architecture,
            Os = config.Platform.Os,
            IsBootable = isBootable,
            IsFlatpak = isFlatpak,
            Type = isBootable ? ManifestType.Bootable : isFlatpak ? ManifestType.Flatpak : ManifestType.Image,
        };
    }
}
