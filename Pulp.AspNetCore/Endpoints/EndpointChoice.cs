using Pulp.Distributions;

namespace Pulp.AspNetCore.Endpoints;

/// <summary>One way in which a path fits an endpoint.</summary>
internal sealed record EndpointChoice(
    DistributionEndpoint Endpoint, DistributionMatch Match, Distribution? Distribution, string NamedPath, IReadOnlyDictionary<string, string> Values)
{
    public int BasePathLength => Distribution?.BasePath.Length ?? 0;
}
