namespace Pulp.Plugins.Container.Protocol;

/// <summary>
/// Holds the paths of the registry.
/// </summary>
internal static class RegistryEndpointPaths
{
    public const string Root = "/v2/";
    public const string Catalog = "/v2/_catalog";
    public const string Token = "/token";
    public const string Repository = "/v2/{base_path}/";

    /// <summary>Below which signatures are, beside the distribution specification.</summary>
    public const string Extensions = "/extensions/v2/";
    public const string Signatures = Extensions + "{base_path}/signatures/{digest}";

    public static string BlobOf(string name, string digest) => $"{Root}{name}/blobs/{digest}";

    public static string ManifestOf(string name, string digest) => $"{Root}{name}/manifests/{digest}";

    public static string UploadOf(string name, Guid id) => $"{Root}{name}/blobs/uploads/{id:D}";
}
