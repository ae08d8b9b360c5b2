using Pulp.Plugins.Container.Naming;
using Pulp.Remotes;
using Pulp.Resources;

namespace Pulp.Plugins.Container.Models;

/// <summary>
/// Represents a whole registry, whose images are fetched when they are first pulled.
/// </summary>
public sealed record ContainerPullThroughRemote : Remote
{
    /// <summary>Initializes a remote whose files are fetched on demand, which is the only policy.</summary>
    public ContainerPullThroughRemote() => Policy = DownloadPolicy.OnDemand;

    /// <summary>Gets the names of repositories that may be pulled, with wildcards; null or empty means all.</summary>
    public IReadOnlyList<string>? Includes { get; init; }

    /// <summary>Gets the names of repositories that may not be pulled, with wildcards.</summary>
    public IReadOnlyList<string>? Excludes { get; init; }

    /// <summary>Gets the https address of the registry's token server, when it may get the login and is not the registry itself; that of Docker Hub is known.</summary>
    [Field(MaximumLength = 4096)]
    public string? TokenServer { get; init; }

    /// <inheritdoc/>
    public override Uri? GetTokenServer() => DockerHub.TokenServerOf(Url, TokenServer);
}
