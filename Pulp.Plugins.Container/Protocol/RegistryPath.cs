namespace Pulp.Plugins.Container.Protocol;

/// <summary>
/// Takes from the path of a request which repository it names, for challenges to requests that got no further.
/// </summary>
internal static class RegistryPath
{
    private static readonly string[] Prefixes = [RegistryEndpointPaths.Root, RegistryEndpointPaths.Extensions];
    private static readonly string[] Parts = ["/manifests/", "/blobs/", "/tags/list", "/referrers/", "/signatures/"];

    /// <summary>Gets the repository's name, or null when the path names none.</summary>
    public static string? NameOf(string path)
    {
        if (Prefixes.FirstOrDefault(known => path.StartsWith(known, StringComparison.Ordinal)) is not { } prefix)
            return null;
        var end = Parts.Max(part => path.LastIndexOf(part, StringComparison.Ordinal));
        return end > prefix.Length ? path[prefix.Length..end] : null;
    }
}
