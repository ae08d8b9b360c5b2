using Pulp.Repositories;

namespace Pulp.Plugins.Container.Models;

/// <summary>
/// Represents a versioned set of images, mirrored or pushed.
/// </summary>
public sealed record ContainerRepository : Repository;
