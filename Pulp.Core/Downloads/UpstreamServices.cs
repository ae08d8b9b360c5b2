using Microsoft.Extensions.Logging;

namespace Pulp.Downloads;

/// <summary>
/// What every client needs and all of them share.
/// </summary>
internal sealed record UpstreamServices(
    DownloadOptions Options,
    IHttpClientFactory HttpClients,
    UpstreamConnections Connections,
    EgressPolicy Policy,
    FileSource Files,
    HostRateLimiter Limiter,
    RetryPolicy Retry,
    UpstreamAllowances Allowances,
    TimeProvider Time,
    ILogger<UpstreamClient> Logger);
