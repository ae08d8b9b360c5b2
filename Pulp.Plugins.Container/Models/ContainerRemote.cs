using Pulp.Plugins.Container.Naming;
using Pulp.Remotes;
using Pulp.Resources;

namespace Pulp.Plugins.Container.Models;

/// <summary>
/// Represents a repository of another registry.
/// </summary>
public sealed record ContainerRemote : Remote
{
    /// <summary>Gets the repository's name there, for example <c>library/alpine</c>.</summary>
    [Field(MinimumLength = 1, MaximumLength = 255, Filterable = true)]
    public required string UpstreamName { get; init; }

    /// <summary>Gets the tags to take, with wildcards, and digests of manifests; null or empty means all tags.</summary>
    public IReadOnlyList<string>? Includes { get; init; }

    /// <summary>Gets the tags to leave out, with wildcards.</summary>
    public IReadOnlyList<string>? Excludes { get; init; }

    /// <summary>Gets the tags to take, with wildcards: the older form of <see cref="Includes"/>.</summary>
    public IReadOnlyList<string>? IncludeTags { get; init; }

    /// <summary>Gets the tags to leave out, with wildcards: the older form of <see cref="Excludes"/>.</summary>
    public IReadOnlyList<string>? ExcludeTags { get; init; }

    /// <summary>Gets the platforms to take of images for several, for example <c>linux/amd64</c> and <c>linux/arm64/v8</c>; null or empty means all.</summary>
    public IReadOnlyList<string>? Platforms { get; init; }

    /// <summary>Gets whether what is attached to an image comes with it: referrers, the tags of cosign, and detached signatures.</summary>
    /// <value>The default is <see langword="true"/>, which may cost one request for each manifest.</value>
    public bool IncludeAttached { get; init; } = true;

    /// <summary>Gets whether layers that may not be distributed are fetched from the registry.</summary>
    /// <value>The default is <see langword="false"/>: they stay where they are.</value>
    public bool IncludeForeignLayers { get; init; }

    /// <summary>Gets the http or https address of a server with detached signatures, or null.</summary>
    [Field(MaximumLength = 4096)]
    public string? Sigstore { get; init; }

    /// <summary>Gets the https address of the registry's token server, when it may get the login and is not the registry itself; that of Docker Hub is known.</summary>
    [Field(MaximumLength = 4096)]
    public string? TokenServer { get; init; }

    /// <summary>Gets the pull-through remote that made this one; its connection is followed.</summary>
    [Field(Hidden = true, References = ReferenceTarget.Remote)]
    public Guid? PullThroughRemote { get; init; }

    /// <summary>Gets whether a pull-through distribution made it. It tells so still when the pull-through remote is gone.</summary>
    [Field(Hidden = true)]
    public bool MadeByPull { get; init; }

    /// <inheritdoc/>
    public override Uri? GetTokenServer() => DockerHub.TokenServerOf(Url, TokenServer);

    /// <inheritdoc/>
    public override string? GetTokenScope() => $"repository:{RepositoryPath()}:pull";

    /// <summary>Gets the repository's name as its registry knows it: Docker Hub's short names are those of its own images.</summary>
    internal string RepositoryPath() => DockerHub.Is(Url) && !UpstreamName.Contains('/', StringComparison.Ordinal) ? $"library/{UpstreamName}" : UpstreamName;
}
