using Pulp.Access;
using Pulp.AspNetCore.Endpoints;
using Pulp.Distributions;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Search;
using Pulp.Serving;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Finds the repositories a search goes through: those that are distributed, that the caller may see, and that the client names.
/// </summary>
internal sealed class SearchScope(GalaxyServices services, DistributionTable distributions, ServedSources sources)
{
    public async Task<IReadOnlyList<SearchedRepository>> FindAsync(EndpointRequest request, GalaxyPage filters)
    {
        GalaxyReadAccess.RejectWrongCredentials(request.Http);
        if (!services.Options.AnonymousView || services.CoreSettings.Value.ReadingNeedsLogin)
            GalaxyReadAccess.RequireLogin(request);
        var found = new Dictionary<Guid, SearchedRepository>();
        foreach (var distribution in distributions.All.OfType<AnsibleDistribution>().Where(distribution => IsMeant(distribution, filters)).OrderBy(distribution => distribution.BasePath, StringComparer.Ordinal))
        {
            if (await sources.GetAsync(distribution, request.Cancellation).ConfigureAwait(false) is not { Version: var version })
                continue;
            var isPinned = distribution.RepositoryVersion is not null;
            if (found.TryGetValue(version.Id, out var known))
                found[version.Id] = known with { IsPinned = known.IsPinned && isPinned };
            else if (await services.Database.ReadAsync(session => session.Resources.GetAsync(version.RepositoryId), request.Cancellation).ConfigureAwait(false) is AnsibleRepository repository
                && IsMeant(repository, filters) && await IsVisibleAsync(request.Caller, distribution, repository, request.Cancellation).ConfigureAwait(false))
                found[version.Id] = new SearchedRepository(repository, version, distribution.BasePath, isPinned);
        }

        return [.. found.Values.Where(place => filters["repository_version"] is not { } wanted || wanted.Split(',').Any(place.IsVersion))];
    }

    // Whether a guard lets the caller through is known only for a request to its distribution; here the permission to view decides.
    private async ValueTask<bool> IsVisibleAsync(Caller caller, AnsibleDistribution distribution, AnsibleRepository repository, CancellationToken cancellationToken) =>
        (!repository.Private && distribution.ContentGuard is null)
        || await services.Access.IsAllowedAsync(caller, "ansible.view_ansiblerepository", services.Types.PrnOf(repository), cancellationToken).ConfigureAwait(false);

    private static bool IsMeant(AnsibleDistribution distribution, GalaxyPage filters) =>
        IsOneOf(filters["distribution_base_path"], distribution.BasePath) && IsNamed(filters["distribution"], distribution);

    private static bool IsMeant(AnsibleRepository repository, GalaxyPage filters) =>
        IsOneOf(filters["repository_name"], repository.Name) && IsNamed(filters["repository"], repository) && HasLabels(repository, filters["repository_label"]);

    // By identifier, PRN or address, each of which ends with the identifier.
    private static bool IsNamed(string? wanted, Resources.Resource resource) =>
        wanted is null || wanted.Split(',').Any(one => one.TrimEnd('/').EndsWith(resource.Id.ToString(), StringComparison.OrdinalIgnoreCase));

    private static bool IsOneOf(string? wanted, string value) => wanted is null || wanted.Split(',').Contains(value);

    // key, !key, key=value, with commas between those that must all hold.
    private static bool HasLabels(AnsibleRepository repository, string? wanted) => wanted is null || wanted.Split(',').All(one =>
    {
        var equals = one.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? repository.Labels.TryGetValue(one[..equals], out var value) && value == one[(equals + 1)..]
            : one.StartsWith('!') ? !repository.Labels.ContainsKey(one[1..]) : repository.Labels.ContainsKey(one);
    });
}
