using Pulp.Resources;

namespace Pulp.Plugins.Container.Actions;

/// <summary>
/// Asks to sign the images of a repository.
/// </summary>
public sealed record RepositorySign
{
    /// <summary>Gets the service that signs; null for the repository's own.</summary>
    [Field(References = ReferenceTarget.SigningService)]
    public Guid? ManifestSigningService { get; init; }

    /// <summary>Gets the base path under which the images go, or will go; null for that of the repository's distribution. The name that is signed is the server's host with this path.</summary>
    [Field(MaximumLength = 255)]
    public string? FutureBasePath { get; init; }

    /// <summary>Gets the tags whose images are signed; null means all.</summary>
    public IReadOnlyList<string>? TagsList { get; init; }
}
