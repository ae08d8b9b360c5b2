using Pulp.Repositories;
using Pulp.Resources;

namespace Pulp.Plugins.Container.Models;

/// <summary>
/// Represents a versioned set of images that are only pushed: the older kind, kept for clients that know it. It goes with its distribution.
/// </summary>
public sealed record ContainerPushRepository : Repository
{
    /// <summary>Gets the service that signs manifests when an action does not name one.</summary>
    [Field(References = ReferenceTarget.SigningService)]
    public Guid? ManifestSigningService { get; init; }

    /// <summary>Gets the namespace.</summary>
    [Field(References = ReferenceTarget.Custom, Hidden = true)]
    public Guid? Namespace { get; init; }
}
