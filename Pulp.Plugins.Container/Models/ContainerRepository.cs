using Pulp.Repositories;
using Pulp.Resources;

namespace Pulp.Plugins.Container.Models;

/// <summary>
/// Represents a versioned set of images, mirrored or pushed.
/// </summary>
public sealed record ContainerRepository : Repository
{
    /// <summary>Gets the service that signs manifests when an action does not name one.</summary>
    [Field(References = ReferenceTarget.SigningService)]
    public Guid? ManifestSigningService { get; init; }
}
