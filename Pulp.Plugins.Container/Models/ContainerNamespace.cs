using Pulp.Resources;

namespace Pulp.Plugins.Container.Models;

/// <summary>
/// Represents the first part of images' names: what is given on it holds for all distributions and pushed repositories below it, and they go with it.
/// </summary>
public sealed record ContainerNamespace : NamedResource
{
    /// <summary>Gets the namespace that a path begins with.</summary>
    internal static string NameOf(string path) => path.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? path[..slash] : path;

    internal static ContainerNamespace Of(string name) => new() { Name = name };
}
