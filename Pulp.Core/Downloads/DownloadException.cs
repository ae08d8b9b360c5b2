using System.Net;

namespace Pulp.Downloads;

/// <summary>
/// Reports that something could not be fetched from an upstream.
/// </summary>
/// <remarks>The message names the URL without user information and query values, and never holds a credential.</remarks>
public sealed class DownloadException : PulpException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="reason">Why it failed.</param>
    /// <param name="url">The URL that failed; secrets in it are removed.</param>
    /// <param name="problem">What happened and what to do, following "Cannot fetch URL: ".</param>
    /// <param name="innerException">The cause, for the log only.</param>
    public DownloadException(DownloadFailureReason reason, Uri url, string problem, Exception? innerException = null)
        : base($"Cannot fetch {SafeUrl.Of(url)}: {problem}", innerException)
    {
        Reason = reason;
        Url = SafeUrl.Of(url);
    }

    /// <summary>Gets why it failed.</summary>
    public DownloadFailureReason Reason { get; }

    /// <summary>Gets the URL without user information, with the values of its query masked.</summary>
    public string Url { get; }

    /// <summary>Gets the status upstream answered with, when it answered.</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>Gets how long upstream asked to wait, capped by <see cref="DownloadOptions.RetryAfterCap"/>.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Gets whether the failure is about what was asked for; otherwise upstream as a whole cannot be reached or used, and asking for something else would fail alike.</summary>
    public bool ConcernsOneFile => Reason is not (DownloadFailureReason.Unauthorized or DownloadFailureReason.RateLimited or DownloadFailureReason.Timeout
        or DownloadFailureReason.NameResolution or DownloadFailureReason.Connection or DownloadFailureReason.Tls or DownloadFailureReason.Proxy);

    /// <inheritdoc/>
    public override bool IsTransient => Reason is DownloadFailureReason.RateLimited or DownloadFailureReason.ServerError
        or DownloadFailureReason.Timeout or DownloadFailureReason.Connection or DownloadFailureReason.Interrupted;
}
