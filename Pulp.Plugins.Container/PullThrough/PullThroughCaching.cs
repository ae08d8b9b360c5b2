using Microsoft.Extensions.DependencyInjection;
using Pulp.Distributions;
using Pulp.Plugins.Container.Models;
using Pulp.Remotes;
using Pulp.Resources;

namespace Pulp.Plugins.Container.PullThrough;

/// <summary>
/// Declares what a cache of other registries is made of.
/// </summary>
internal static class PullThroughCaching
{
    public static void AddTo(PluginBuilder plugin)
    {
        plugin.Services.AddSingleton<IResourceRule, PullThroughRule>();
        plugin.Services.AddSingleton<IResourceObserver, PullThroughFollowers>();
        plugin.Services.AddSingleton<PullThroughCaches>();
        plugin.Services.AddSingleton<PullThroughTargets>();
        plugin.Services.AddSingleton<PulledConfigs>();
        plugin.Services.AddSingleton<PulledImages>();
        plugin.Services.AddSingleton<UpstreamImages>();
        plugin
            .AddRemote<ContainerPullThroughRemote>("pull-through", "pull-through", type => type.Policies(DownloadPolicy.OnDemand))
            .AddDistribution<ContainerPullThroughDistribution>("pull-through", "pull-through", type => type
                .BasePathsMayNest()
                .BaseUrl("{host}/{base_path}", "registry_path")
                .Without(nameof(Distribution.Publication), nameof(Distribution.Checkpoint), nameof(Distribution.RepositoryVersion)))
            .AddPermission<ContainerDistribution>("pull_new", "Can pull what is not here yet through a distribution with a remote.")
            .AddPermission<ContainerPullThroughDistribution>("pull", "Can pull from what a private pull-through distribution has made.")
            .AddPermission<ContainerPullThroughDistribution>("pull_new", "Can pull what is not here yet through a pull-through distribution.")
            .AddRole(
                "container.containerpullthroughdistribution_collaborator",
                "container.view_containerpullthroughdistribution", "container.pull_containerpullthroughdistribution", "container.pull_new_containerpullthroughdistribution")
            .AddRole("container.containerpullthroughdistribution_consumer", "container.view_containerpullthroughdistribution", "container.pull_containerpullthroughdistribution");
    }
}
