using System.Net;
using System.Net.Sockets;
using Pulp.Remotes;

namespace Pulp.Downloads;

/// <summary>
/// Says to which addresses a program of its own, such as git, may connect on behalf of a remote.
/// </summary>
/// <remarks>
/// Downloads by <see cref="UpstreamClient"/> check each address themselves. A program must be kept to the addresses that are given here, and from following
/// redirects, or it could be led elsewhere after the check.
/// </remarks>
public sealed class UpstreamAddresses
{
    private readonly EgressPolicy policy;
    private readonly IUpstreamNetwork network;

    internal UpstreamAddresses(EgressPolicy policy, IUpstreamNetwork network)
    {
        this.policy = policy;
        this.network = network;
    }

    /// <summary>Resolves the host of a remote's own URL, and leaves out what may not be contacted.</summary>
    /// <param name="remote">The remote; with a proxy it is the proxy that resolves, and only what the URL itself says is checked.</param>
    /// <param name="cancellationToken">Cancels resolving.</param>
    /// <returns>The addresses; empty where a proxy resolves.</returns>
    /// <exception cref="DownloadException">The host is not known, or none of its addresses may be contacted.</exception>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(Remote remote, CancellationToken cancellationToken = default)
    {
        var url = new Uri(remote.Url);
        var host = url.IdnHost;
        if (EgressPolicy.RefusalOfName(host) is { } name)
            throw Refused(url, name);
        var isProxied = !string.IsNullOrEmpty(remote.ProxyUrl);
        if (EgressPolicy.LiteralAddress(host) is { } literal)
            return policy.Refusal(literal, privateAllowed: true) is { } reason ? throw Refused(url, reason) : isProxied ? [] : [literal];
        if (isProxied)
            return [];
        string? refusal = null;
        var permitted = new List<IPAddress>();
        foreach (var address in await FindAsync(host, url, cancellationToken).ConfigureAwait(false))
        {
            if (policy.Refusal(address, privateAllowed: true) is { } problem)
                refusal = problem;
            else
                permitted.Add(address);
        }

        return permitted.Count > 0 ? permitted : throw Refused(url, refusal ?? "it has no address");
    }

    private async Task<IPAddress[]> FindAsync(string host, Uri url, CancellationToken cancellationToken)
    {
        try
        {
            return await network.ResolveAsync(host, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            throw new DownloadException(DownloadFailureReason.NameResolution, url, $"the name {host} cannot be resolved.", exception);
        }
    }

    private static DownloadException Refused(Uri url, string reason) => new(DownloadFailureReason.Egress, url, $"host {url.IdnHost} may not be contacted: {reason}.");
}
