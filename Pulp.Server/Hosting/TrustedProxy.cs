using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Pulp.AspNetCore;

namespace Pulp.Server.Hosting;

/// <summary>
/// Believes what a reverse proxy says of its clients (X-Forwarded-For, -Proto, -Host, X-CLIENT-CERT), if the setting names that proxy.
/// </summary>
internal static class TrustedProxy
{
    public static void UseTrustedProxies(this WebApplication app, IList<string> proxies)
    {
        IReadOnlyList<System.Net.IPNetwork> networks = [.. proxies.Select(proxy => TryParse(proxy, out var network) ? network : throw new FormatException(proxy))];
        app.UseForwardedClientCertificates(networks);
        if (networks.Count == 0)
            return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            // A chain is followed as far as its links are trusted.
            ForwardLimit = null,
        };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var network in networks)
            options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }

    /// <summary>Reads an address or a network in CIDR notation.</summary>
    /// <param name="text">The text.</param>
    /// <param name="network">The network.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string text, out System.Net.IPNetwork network)
    {
        if (System.Net.IPNetwork.TryParse(text, out network))
            return true;
        if (!IPAddress.TryParse(text, out var address))
            return false;
        network = new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }
}
