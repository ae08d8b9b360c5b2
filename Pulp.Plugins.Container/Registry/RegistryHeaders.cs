namespace Pulp.Plugins.Container.Registry;

/// <summary>
/// Names the headers that answers of a registry have.
/// </summary>
internal static class RegistryHeaders
{
    public const string Digest = "Docker-Content-Digest";
    public const string Version = "Docker-Distribution-Api-Version";
    public const string VersionValue = "registry/2.0";

    /// <summary>Tells clients that signatures are read and written at the registry itself.</summary>
    public const string Signatures = "X-Registry-Supports-Signatures";
    public const string SignaturesValue = "1";
}
