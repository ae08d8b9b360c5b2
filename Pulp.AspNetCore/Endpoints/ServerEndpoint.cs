using Pulp.AspNetCore.Access;

namespace Pulp.AspNetCore.Endpoints;

internal sealed record ServerEndpoint(PluginEndpoints Owner, EndpointMethods Methods, string Pattern, EndpointPermission Permission, Func<EndpointRequest, Task> Handler)
{
    /// <summary>Gets the endpoint of a distribution that answers in place of <see cref="Handler"/>, and the distribution's base path; null for an endpoint of the server itself.</summary>
    public (DistributionEndpoint Endpoint, string BasePath)? At { get; init; }
}
