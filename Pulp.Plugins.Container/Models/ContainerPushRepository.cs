using Pulp.Repositories;

namespace Pulp.Plugins.Container.Models;

/// <summary>
/// Represents a versioned set of images that are only pushed: the older kind, kept for clients that know it. It goes with its distribution.
/// </summary>
public sealed record ContainerPushRepository : Repository;
