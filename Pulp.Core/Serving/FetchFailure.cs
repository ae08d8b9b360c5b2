using Pulp.Digests;
using Pulp.Downloads;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.Serving;

/// <summary>
/// Represents why a file could not be fetched.
/// </summary>
/// <param name="Kind">The kind of failure.</param>
/// <param name="Reason">What happened, in words for the user, without secrets.</param>
/// <param name="UpstreamStatus">The status upstream answered with, if it is what failed.</param>
/// <param name="RetryAfter">How long upstream asks to wait, if it does.</param>
public sealed record FetchFailure(FetchFailureKind Kind, string Reason, int? UpstreamStatus = null, TimeSpan? RetryAfter = null)
{
    /// <summary>Gets what the last source that was asked failed of, when every source of a promised file failed; null otherwise.</summary>
    public FetchFailure? Last { get; init; }

    internal static FetchFailure Of(PulpException exception) => exception switch
    {
        DownloadException e => Of(e),
        DigestMismatchException => new(FetchFailureKind.NotFound, $"Upstream gave something else than it promised. {exception.Message}"),
        StorageException or StoreException => new(FetchFailureKind.Storage, "The file cannot be stored here at the moment."),
        _ => new(FetchFailureKind.NotFound, exception.Message),
    };

    private static FetchFailure Of(DownloadException e) => e.Reason switch
    {
        DownloadFailureReason.RateLimited => new(FetchFailureKind.RateLimited, e.Message, (int?)e.StatusCode, e.RetryAfter),
        DownloadFailureReason.NotFound or DownloadFailureReason.SizeMismatch or DownloadFailureReason.TooLarge => new(FetchFailureKind.NotFound, e.Message, (int?)e.StatusCode),
        _ when e.StatusCode is { } status => new(FetchFailureKind.UpstreamStatus, e.Message, (int)status, e.RetryAfter),
        _ => new(FetchFailureKind.Unreachable, e.Message),
    };
}
