namespace Pulp.Downloads;

/// <summary>
/// Tells why a download failed.
/// </summary>
public enum DownloadFailureReason
{
    /// <summary>Upstream answered 404 or 410, or the file does not exist.</summary>
    NotFound,

    /// <summary>Upstream answered 401 or 403.</summary>
    Unauthorized,

    /// <summary>Upstream answered 429, or asked for a longer pause than the caller has patience for.</summary>
    RateLimited,

    /// <summary>Upstream answered with a status of 500 or more.</summary>
    ServerError,

    /// <summary>Upstream answered with a status that is no success and none of the above.</summary>
    UnexpectedStatus,

    /// <summary>One of the configured timeouts passed.</summary>
    Timeout,

    /// <summary>The host name has no address.</summary>
    NameResolution,

    /// <summary>No connection could be made.</summary>
    Connection,

    /// <summary>The connection ended before the response was complete.</summary>
    Interrupted,

    /// <summary>The server's certificate was not accepted, or no common TLS version exists.</summary>
    Tls,

    /// <summary>The proxy refused.</summary>
    Proxy,

    /// <summary>The target is an address, host or scheme that may not be contacted.</summary>
    Egress,

    /// <summary>A redirect leads from https to http.</summary>
    InsecureRedirect,

    /// <summary>Upstream redirects in a loop or more often than allowed.</summary>
    TooManyRedirects,

    /// <summary>The response breaks the rules of HTTP or was not asked for, for example in its encoding or range.</summary>
    Protocol,

    /// <summary>The response has another size than expected.</summary>
    SizeMismatch,

    /// <summary>The response is larger than the caller allows.</summary>
    TooLarge,
}
