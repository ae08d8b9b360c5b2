using Pulp.Downloads;
using Pulp.Plugins.Container.Protocol;
using Pulp.Plugins.Container.Sync;
using Pulp.Serving;

namespace Pulp.Plugins.Container.PullThrough;

/// <summary>
/// Says in the registry's words why upstream did not give what nobody has here.
/// </summary>
internal static class UpstreamRefusal
{
    /// <summary>Explains why a manifest did not come.</summary>
    /// <param name="failure">What happened.</param>
    /// <param name="reference">What was asked for.</param>
    public static RegistryException Of(PulpException failure, string reference) => failure switch
    {
        RegistryException refused => refused,
        SkippedImageException { IsMissing: true } => new(RegistryError.ManifestUnknown, "Upstream does not have the manifest.") { Detail = reference },
        DownloadException { Reason: DownloadFailureReason.NotFound } => new(RegistryError.ManifestUnknown, "Upstream does not have the manifest.") { Detail = reference },
        DownloadException { Reason: DownloadFailureReason.RateLimited } limited => new(RegistryError.TooManyRequests, limited.Message) { Detail = reference, RetryAfter = limited.RetryAfter },
        DownloadException { Reason: DownloadFailureReason.Timeout or DownloadFailureReason.Connection or DownloadFailureReason.NameResolution or DownloadFailureReason.Interrupted } =>
            new(RegistryError.UpstreamSilent, failure.Message) { Detail = reference },
        SkippedImageException { InnerException: { } cause } => new(RegistryError.UpstreamFailed, $"Upstream's {failure.Message}: {cause.Message}") { Detail = reference },
        _ => new(RegistryError.UpstreamFailed, failure.Message) { Detail = reference },
    };

    /// <summary>Explains why a blob did not come.</summary>
    public static RegistryException Of(FetchFailure failure, string digest) => new(
        (failure.Last ?? failure).Kind switch
        {
            FetchFailureKind.NotFound => RegistryError.BlobUnknown,
            FetchFailureKind.RateLimited => RegistryError.TooManyRequests,
            FetchFailureKind.UpstreamStatus => RegistryError.UpstreamFailed,
            FetchFailureKind.Unreachable => RegistryError.UpstreamSilent,
            _ => RegistryError.Unavailable,
        },
        failure.Reason) { Detail = digest };
}
