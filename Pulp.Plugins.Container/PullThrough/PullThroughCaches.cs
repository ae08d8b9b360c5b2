using Pulp.Access;
using Pulp.Distributions;
using Pulp.Domains;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Registry;

namespace Pulp.Plugins.Container.PullThrough;

/// <summary>
/// Knows which pull-through cache a name belongs to, and who may have something new fetched for it.
/// </summary>
internal sealed class PullThroughCaches
{
    private readonly DistributionTable distributions;
    private readonly IAccessEvaluator access;
    private readonly ResourceNames names;

    public PullThroughCaches(DistributionTable distributions, IAccessEvaluator access, ResourceNames names)
    {
        this.distributions = distributions;
        this.access = access;
        this.names = names;
    }

    /// <summary>Decides whether a user may pull what a cache holds under a distribution it made.</summary>
    public async ValueTask<bool> MayPullAsync(Caller caller, ContainerDistribution distribution, CancellationToken cancellationToken) =>
        Of(distribution) is { } cache
        && await IsAllowedAsync(caller, "container.pull_containerpullthroughdistribution", cache, cancellationToken).ConfigureAwait(false);

    /// <summary>Decides whether a user may have something new fetched: only who logged in and has the permission to, on the cache or on the distribution.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="name">The repository's name.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask<bool> MayPullNewAsync(Caller caller, string name, CancellationToken cancellationToken)
    {
        if (caller.IsAnonymous)
            return false;
        var distribution = distributions.TryGet(Domain.DefaultId, name, out var found) ? found as ContainerDistribution : null;
        if (distribution?.Remote is not null && await IsAllowedAsync(caller, "container.pull_new_containerdistribution", distribution, cancellationToken).ConfigureAwait(false))
            return true;
        return (distribution is null ? Above(name) : Of(distribution)) is { } cache
            && await IsAllowedAsync(caller, "container.pull_new_containerpullthroughdistribution", cache, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gets the cache that made a distribution and lies above it; null when there is none.</summary>
    public ContainerPullThroughDistribution? Of(ContainerDistribution distribution) =>
        distribution.PullThroughDistribution is { } id && Above(distribution.BasePath) is { } cache && cache.Id == id ? cache : null;

    private ContainerPullThroughDistribution? Above(string name) =>
        distributions.TryMatch(Domain.DefaultId, name, out var found, out var rest, static distribution => distribution is ContainerPullThroughDistribution) && rest is { Length: > 0 }
            ? (ContainerPullThroughDistribution)found
            : null;

    private ValueTask<bool> IsAllowedAsync(Caller caller, string permission, Distribution distribution, CancellationToken cancellationToken) =>
        access.IsAllowedAsync(caller, permission, names.PrnOf(distribution), cancellationToken);
}
