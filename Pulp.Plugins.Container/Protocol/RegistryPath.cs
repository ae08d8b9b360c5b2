namespace Pulp.Plugins.Container.Protocol;

/// <summary>
/// Takes from the path of a request which repository it names, for challenges to requests that got no further.
/// </summary>
internal static class RegistryPath
{
    private const string Prefix = "/v2/";
    private static readonly string[] Parts = ["/manifests/", "/blobs/", "/tags/list", "/referrers/"];

    /// <summary>Gets the repository's name, or null when the path names none.</summary>
    public static string? NameOf(string path)
    {
        if (!path.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var end = Parts.Max(part => path.LastIndexOf(part, StringComparison.Ordinal));
        return end > Prefix.Length ? path[Prefix.Length..end] : null;
    }
}
