using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Pulp.AspNetCore.Access;

namespace Pulp.AspNetCore;

/// <summary>
/// Lets a reverse proxy that terminates TLS pass the certificates of its clients on.
/// </summary>
public static class PulpClientCertificateExtensions
{
    /// <summary>
    /// Takes the client's certificate from the header <c>X-CLIENT-CERT</c>, where the request comes from a proxy that is named. Content guards see it
    /// as <see cref="Pulp.Distributions.GuardedRequest.GetClientCertificate"/>.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="proxies">The proxies. With none, the header is believed of this machine itself.</param>
    /// <returns>The application.</returns>
    /// <remarks>
    /// A certificate is no secret: the proxy must have proved that its client has the key, and must overwrite a header that the client sent. Call it before
    /// <c>UseForwardedHeaders</c>, which puts the client's address in the place of the proxy's, and before <see cref="PulpServingExtensions.UsePulp"/>.
    /// </remarks>
    public static IApplicationBuilder UseForwardedClientCertificates(this IApplicationBuilder app, params IReadOnlyList<IPNetwork> proxies) => app.Use((context, next) =>
    {
        if (context.Request.Headers.ContainsKey(ForwardedClientCertificate.HeaderName) || (proxies.Count > 0 && context.Features.Get<ITlsConnectionFeature>() is not null))
            Decide(context, proxies);
        return next(context);
    });

    private static void Decide(HttpContext context, IReadOnlyList<IPNetwork> proxies)
    {
        // Without an address the request came by a socket of this machine.
        var peer = context.Connection.RemoteIpAddress ?? IPAddress.Loopback;
        if (peer.IsIPv4MappedToIPv6)
            peer = peer.MapToIPv4();
        var isBelieved = proxies.Count == 0 ? IPAddress.IsLoopback(peer) : proxies.Any(proxy => proxy.Contains(peer));
        context.Features.Set(new ForwardedClientCertificate(context, isBelieved));
    }
}
