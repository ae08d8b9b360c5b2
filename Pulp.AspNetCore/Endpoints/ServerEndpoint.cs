using Pulp.AspNetCore.Access;

namespace Pulp.AspNetCore.Endpoints;

internal sealed record ServerEndpoint(PluginEndpoints Owner, EndpointMethods Methods, string Pattern, EndpointPermission Permission, Func<EndpointRequest, Task> Handler);
