using Microsoft.AspNetCore.Http;
using Pulp.Access;
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

    /// <summary>Recognizes credentials of the protocol's own, for example a token that the plugin issued, where Pulp's logins know none such.</summary>
    /// <param name="context">The request, to one of this class's endpoints, with credentials that were not accepted so far.</param>
    /// <returns>How the login ended; null when the credentials are none of the protocol's own either.</returns>
    public virtual ValueTask<LoginOutcome?> LoginAsync(HttpContext context) => default;

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
