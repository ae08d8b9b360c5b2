namespace Pulp.Plugins.Container.Naming;

/// <summary>
/// Knows what is different at Docker Hub: short names, and a token server with a name of its own.
/// </summary>
internal static class DockerHub
{
    /// <summary>Gets whether an address is Docker Hub's.</summary>
    public static bool Is(string address) => Uri.TryCreate(address, UriKind.Absolute, out var url)
        && (url.IdnHost.Equals("docker.io", StringComparison.OrdinalIgnoreCase) || url.IdnHost.EndsWith(".docker.io", StringComparison.OrdinalIgnoreCase));

    /// <summary>Gets the token server that may get the login for a registry.</summary>
    /// <param name="address">The registry.</param>
    /// <param name="named">The token server a remote names; null for none.</param>
    public static Uri? TokenServerOf(string address, string? named) => named is not null
        ? Uri.TryCreate(named, UriKind.Absolute, out var server) ? server : null
        : Is(address) ? new Uri("https://auth.docker.io/") : null;
}
