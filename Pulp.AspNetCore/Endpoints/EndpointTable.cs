using Pulp.Distributions;

namespace Pulp.AspNetCore.Endpoints;

/// <summary>
/// Chooses among the endpoints below one literal beginning, by the rules that <see cref="PluginEndpointBuilder"/> states.
/// </summary>
internal sealed class EndpointTable
{
    private readonly DistributionTable distributions;
    private readonly (DistributionEndpoint Endpoint, Func<Distribution, bool> IsExact, Func<Distribution, bool> IsBelow)[] endpoints;

    public EndpointTable(string prefix, IEnumerable<DistributionEndpoint> endpoints, DistributionTable distributions)
    {
        Prefix = prefix;
        this.distributions = distributions;
        this.endpoints = [.. endpoints.Select(endpoint => (endpoint, DistributionEndpoint.OfTypes(endpoint.ExactTypes), DistributionEndpoint.OfTypes(endpoint.PrefixTypes)))];
    }

    /// <summary>Gets the literal beginning, with a slash at both ends.</summary>
    public string Prefix { get; }

    /// <summary>Gets the plugin to answer for a path that leads nowhere: the one whose template fits, or the only one with endpoints below the prefix; null when there are several and none fits.</summary>
    public PluginEndpoints? OwnerOf(string path) =>
        (EndpointTemplate.Split(path) is { } parts ? endpoints.FirstOrDefault(entry => entry.Endpoint.Template.Fits(path, parts).Any()).Endpoint?.Owner : null)
        ?? (endpoints.Select(entry => entry.Endpoint.Owner).Distinct().ToList() is [var only] ? only : null);

    /// <summary>Finds the endpoint for a path, or those that fit but for the method.</summary>
    /// <param name="domainId">The domain.</param>
    /// <param name="method">The method.</param>
    /// <param name="path">The decoded path behind <see cref="Prefix"/>.</param>
    /// <returns>The choice; with null and the methods there are, when only the method does not fit; with null and nothing, when nothing fits.</returns>
    public (EndpointChoice? Choice, IReadOnlyList<EndpointChoice> Fitting) Find(Guid domainId, string method, string path)
    {
        if (EndpointTemplate.Split(path) is not { } parts)
            return (null, []);
        var best = new List<EndpointChoice>();
        foreach (var (endpoint, isExact, isBelow) in endpoints)
        {
            foreach (var (namedPath, values) in endpoint.Template.Fits(path, parts))
            {
                if (Match(domainId, endpoint, isExact, isBelow, namedPath) is not var (match, distribution))
                    continue;
                var choice = new EndpointChoice(endpoint, match, distribution, namedPath, values);
                var order = best.Count == 0 ? 0 : Compare(choice, best[0]);
                if (order > 0)
                    best.Clear();
                if (order >= 0)
                    best.Add(choice);
            }
        }

        return (best.Where(choice => choice.Endpoint.Methods.Allow(method)).MaxBy(choice => choice.Endpoint.Template.Literals), best);
    }

    private static int Compare(EndpointChoice left, EndpointChoice right)
    {
        var byMatch = left.Match.CompareTo(right.Match);
        return byMatch != 0 ? byMatch : left.BasePathLength.CompareTo(right.BasePathLength);
    }

    private (DistributionMatch Match, Distribution? Distribution)? Match(
        Guid domainId, DistributionEndpoint endpoint, Func<Distribution, bool> isExact, Func<Distribution, bool> isBelow, string namedPath)
    {
        if (distributions.TryGet(domainId, namedPath, out var exact) && isExact(exact))
            return (DistributionMatch.Exact, exact);
        if (endpoint.PrefixTypes.Count > 0 && distributions.TryMatch(domainId, namedPath, out var above, out var rest, isBelow) && rest is not null)
            return (DistributionMatch.Below, above);
        return endpoint.TakesAbsent ? (DistributionMatch.Absent, null) : null;
    }
}
