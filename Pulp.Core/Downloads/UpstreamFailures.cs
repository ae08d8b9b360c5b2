using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Pulp.Archives;

namespace Pulp.Downloads;

/// <summary>
/// Turns what the HTTP stack throws into the one exception callers react to.
/// </summary>
internal static class UpstreamFailures
{
    /// <summary>Gets whether the exception comes from the network or the bytes, not from the caller's own code.</summary>
    public static bool IsUpstreams(Exception exception) =>
        exception is HttpRequestException or IOException or SocketException or OperationCanceledException or GzipFormatException;

    /// <summary>Gets the exception to throw; cancellation by the caller must have been dealt with before.</summary>
    public static DownloadException From(Exception exception, Uri url, TransferDeadline deadline)
    {
        if (InChain<DownloadException>(exception) is { } known)
            return known;
        if (deadline.Passed is { } timeout)
            return new(DownloadFailureReason.Timeout, url, $"{timeout} passed.", exception);
        return exception switch
        {
            OperationCanceledException or TimeoutException => new(DownloadFailureReason.Timeout, url, "connect_timeout passed.", exception),
            GzipFormatException { Fault: GzipFault.TooLarge } => new(DownloadFailureReason.TooLarge, url, "the decompressed response exceeds the limit.", exception),
            GzipFormatException => new(DownloadFailureReason.Interrupted, url, "the compressed response is damaged or incomplete.", exception),
            HttpRequestException e => From(e, url),
            HttpIOException { HttpRequestError: not HttpRequestError.ResponseEnded and not HttpRequestError.Unknown } => new(DownloadFailureReason.Protocol, url, "the response breaks the rules of HTTP.", exception),
            _ => new(DownloadFailureReason.Interrupted, url, "the connection ended before the response was complete.", exception),
        };
    }

    private static DownloadException From(HttpRequestException e, Uri url) => e.HttpRequestError switch
    {
        HttpRequestError.ProxyTunnelError when e.StatusCode is { } status && (int)status < 500 =>
            new(DownloadFailureReason.Proxy, url, $"the proxy answered {(int)status}; check proxy_username and proxy_password.", e) { StatusCode = status },
        HttpRequestError.ProxyTunnelError => new(DownloadFailureReason.Connection, url, "the proxy could not connect.", e) { StatusCode = e.StatusCode },
        HttpRequestError.SecureConnectionError when InChain<AuthenticationException>(e) is not null =>
            new(DownloadFailureReason.Tls, url, "the TLS handshake failed; check the server's certificate, ca_cert, client_cert and tls_validation.", e),
        HttpRequestError.SecureConnectionError or HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError =>
            new(DownloadFailureReason.Connection, url, "no connection could be made.", e),
        HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.VersionNegotiationError or HttpRequestError.HttpProtocolError =>
            new(DownloadFailureReason.Protocol, url, "the response breaks the rules of HTTP.", e),
        _ => new(DownloadFailureReason.Interrupted, url, "the connection ended before the response was complete.", e),
    };

    /// <summary>Gets the exception for a status that is no success.</summary>
    public static DownloadException FromStatus(HttpStatusCode status, Uri url, TimeSpan? retryAfter = null)
    {
        var reason = (int)status switch
        {
            404 or 410 => DownloadFailureReason.NotFound,
            401 or 403 => DownloadFailureReason.Unauthorized,
            407 => DownloadFailureReason.Proxy,
            429 => DownloadFailureReason.RateLimited,
            408 => DownloadFailureReason.Timeout,
            >= 500 => DownloadFailureReason.ServerError,
            _ => DownloadFailureReason.UnexpectedStatus,
        };
        return new(reason, url, $"upstream answered {(int)status}.") { StatusCode = status, RetryAfter = retryAfter };
    }

    private static T? InChain<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found)
                return found;
        }

        return null;
    }
}
