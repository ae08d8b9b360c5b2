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

    /// <summary>Gets whether the first push to its name made it; it goes with its distribution then.</summary>
    [Field(Hidden = true)]
    public bool MadeByPush { get; init; }

    /// <summary>Gets the namespace of a repository that a push made.</summary>
    [Field(References = ReferenceTarget.Custom, Hidden = true)]
    public Guid? Namespace { get; init; }
}
