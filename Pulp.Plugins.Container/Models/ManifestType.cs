namespace Pulp.Plugins.Container.Models;

/// <summary>
/// Names what a manifest describes.
/// </summary>
public enum ManifestType
{
    /// <summary>Something no other name fits.</summary>
    Unknown,

    /// <summary>An image for one platform.</summary>
    Image,

    /// <summary>A list of manifests, mostly of one image per platform.</summary>
    Index,

    /// <summary>Files of any kind that are no image.</summary>
    Artifact,

    /// <summary>An image that a machine boots from.</summary>
    Bootable,

    /// <summary>A Flatpak application or runtime.</summary>
    Flatpak,

    /// <summary>A Helm chart.</summary>
    Helm,

    /// <summary>A signature made by cosign.</summary>
    CosignSignature,

    /// <summary>An attestation made by cosign.</summary>
    CosignAttestation,

    /// <summary>A Sigstore bundle, as newer versions of cosign attach it.</summary>
    CosignAttestationBundle,

    /// <summary>A software bill of materials attached by cosign.</summary>
    CosignSbom,
}
