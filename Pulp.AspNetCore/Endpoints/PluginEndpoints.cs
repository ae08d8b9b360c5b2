using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Serving;

namespace Pulp.AspNetCore.Endpoints;

/// <summary>
/// Declares a plugin's protocol endpoints. Named by the assembly's <see cref="Plugins.PulpEndpointsAttribute"/>.
/// </summary>
/// <remarks>One instance is made when the endpoints are mapped; its constructor takes services of the container that live as long as the host.</remarks>
public abstract class PluginEndpoints
{
    /// <summary>Declares the endpoints.</summary>
    /// <param name="endpoints">Takes them.</param>
    public abstract void Configure(PluginEndpointBuilder endpoints);

    /// <summary>Answers a request that is refused before it reaches one of the endpoints, in the protocol's own form.</summary>
    /// <param name="context">The request.</param>
    /// <param name="refusal">Why it is refused.</param>
    /// <returns>A task that completes when the answer is written.</returns>
    /// <remarks>By default plain text, with a challenge for HTTP Basic when a login is missing.</remarks>
    public virtual Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        if (refusal.Kind == RefusalKind.Unauthenticated)
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"pulp\"";
        if (refusal.Allow is { } allow)
            context.Response.Headers.Allow = allow;
        return TextAnswer.WriteAsync(context, refusal.StatusCode, refusal.Reason);
    }
}
