using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Pulp.Access;
using Pulp.AspNetCore.Access;
using Pulp.Distributions;
using Pulp.Serving;

namespace Pulp.AspNetCore.Serving;

/// <summary>
/// Decides whether a request may read through a distribution: its guard, or the setting that asks for a login where there is none.
/// </summary>
internal sealed class ReadGate
{
    private readonly ContentGuards guards;
    private readonly bool readingNeedsLogin;

    public ReadGate(ContentGuards guards, IOptions<PulpOptions> options)
    {
        this.guards = guards;
        readingNeedsLogin = options.Value.ReadingNeedsLogin;
    }

    /// <summary>Decides.</summary>
    /// <param name="context">The request.</param>
    /// <param name="distribution">What is read.</param>
    /// <param name="isEndpoint">Whether a plugin's endpoint answers, and not the content app.</param>
    /// <returns>Why it is refused, or null.</returns>
    public async ValueTask<Refusal?> CheckAsync(HttpContext context, Distribution distribution, bool isEndpoint)
    {
        var feature = context.Features.Get<ICallerFeature>();
        if (distribution.ContentGuard is null || (isEndpoint && !await guards.IsAskedByEndpointsAsync(distribution, context.RequestAborted).ConfigureAwait(false)))
            return readingNeedsLogin && feature?.Caller.IsAnonymous != false ? Refusal.Login(feature) : null;

        context.Response.Headers.CacheControl = "no-store";
        var request = context.Request;
        var guarded = new GuardedRequest(PathOf(context), request.QueryString.Value ?? "", feature?.Caller.User?.Id, name => request.Headers.TryGetValue(name, out var value) ? value.ToString() : null)
        {
            Caller = feature?.Caller ?? Caller.Anonymous,
            GetClientCertificate = () => ForwardedClientCertificate.Of(context),
        };
        return await guards.RefusalAsync(distribution, guarded, context.RequestServices, context.RequestAborted).ConfigureAwait(false) is { } reason
            ? new Refusal(RefusalKind.Forbidden, reason)
            : null;
    }

    private static string PathOf(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? target : target[..query];
    }
}
