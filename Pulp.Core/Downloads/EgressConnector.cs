using System.Net;
using System.Net.Sockets;

namespace Pulp.Downloads;

/// <summary>
/// Opens the connections of one handler to addresses that were checked after resolution.
/// </summary>
internal sealed class EgressConnector(UpstreamConnection connection, UpstreamRole role, EgressPolicy policy, IUpstreamNetwork network, TimeProvider time)
{
    /// <summary>The deadline of the request for which a connection is made, so that connecting is not counted as silence.</summary>
    public static readonly HttpRequestOptionsKey<TransferDeadline> DeadlineKey = new("Pulp.Deadline");

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var timeouts = connection.Timeouts;
        var limit = TimeoutSettings.Shorter(timeouts.Connect, timeouts.SockConnect);
        _ = context.InitialRequestMessage.Options.TryGetValue(DeadlineKey, out var deadline);
        using var expiry = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, cancellationToken);
        deadline?.PauseForConnect();
        try
        {
            return await OpenAsync(context, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (expiry.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new DownloadException(DownloadFailureReason.Timeout, TargetOf(context), "no connection within the connect timeout.", e);
        }
        finally
        {
            deadline?.ResumeAfterConnect();
        }
    }

    private async Task<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await ResolveAsync(host, TargetOf(context), cancellationToken).ConfigureAwait(false);
        if (!connection.IsProxied && role == UpstreamRole.Base)
            connection.Zone.Observe(addresses);
        var privateAllowed = connection.IsProxied || role == UpstreamRole.Named || await ZoneIsPrivateAsync(cancellationToken).ConfigureAwait(false);

        string? refusal = null;
        var permitted = new List<IPAddress>(addresses.Length);
        foreach (var address in addresses)
        {
            if (policy.Refusal(address, privateAllowed) is { } reason)
                refusal = reason;
            else
                permitted.Add(address);
        }

        if (permitted.Count == 0)
            throw new DownloadException(DownloadFailureReason.Egress, TargetOf(context), $"host {host} may not be contacted: {refusal}.{Hint()}");
        return await HappyEyeballs.ConnectAsync(network, permitted, port, time, cancellationToken).ConfigureAwait(false);
    }

    private string Hint() => role == UpstreamRole.Base && !connection.IsProxied && !connection.Zone.IsPrivate
        ? " The remote was public when it was first contacted; should it have moved inside, save it again with another setting or restart."
        : "";

    private async ValueTask<bool> ZoneIsPrivateAsync(CancellationToken cancellationToken)
    {
        var baseUrl = connection.Settings.BaseUrl;
        if (!connection.Zone.IsKnown)
            connection.Zone.Observe(await ResolveAsync(baseUrl.IdnHost, baseUrl, cancellationToken).ConfigureAwait(false));
        return connection.Zone.IsPrivate;
    }

    private async Task<IPAddress[]> ResolveAsync(string host, Uri target, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal))
            return [literal];
        try
        {
            var addresses = await network.ResolveAsync(host, cancellationToken).ConfigureAwait(false);
            return addresses.Length > 0 ? addresses : throw new SocketException((int)SocketError.NoData);
        }
        catch (SocketException e)
        {
            // EAI_AGAIN is the resolver's trouble and passes; a name that does not exist will not appear while we wait.
            throw new DownloadException(e.SocketErrorCode == SocketError.TryAgain ? DownloadFailureReason.Connection : DownloadFailureReason.NameResolution, target, $"the name {host} cannot be resolved.", e);
        }
    }

    private static Uri TargetOf(SocketsHttpConnectionContext context) => context.InitialRequestMessage.RequestUri!;
}
