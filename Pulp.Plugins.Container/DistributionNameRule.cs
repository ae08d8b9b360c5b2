using Pulp.Distributions;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Plugins.Container;

/// <summary>
/// Requires that clients can write the base path of a distribution: it is the repository's name for them.
/// </summary>
internal sealed class DistributionNameRule : IResourceRule
{
    public ValueTask CheckAsync(IStoreSession session, Resource resource, Resource? previous, FieldErrors errors)
    {
        if (resource is Distribution and (ContainerDistribution or ContainerPullThroughDistribution) and { BasePath: var path } && !RepositoryName.TryParse(path, out _))
            errors.Add("base_path", "It must be a repository name as registries allow it: at most 255 lower-case letters and digits, with single '.', '_', '-' or '/' between them.");
        return ValueTask.CompletedTask;
    }
}
