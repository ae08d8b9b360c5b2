using System.Net;

namespace Pulp.Downloads;

/// <summary>
/// Represents the answer of an upstream: status and headers are here, the body is still to be read.
/// </summary>
/// <remarks>
/// Owned by the caller, who disposes it. Until then it takes one of the client's <see cref="ConnectionSettings.DownloadConcurrency"/>
/// places, so do not hold one open while sending another. The token given to the client also ends the reading of the body. Not thread-safe.
/// </remarks>
public sealed class UpstreamResponse : IAsyncDisposable
{
    private const int FirstBuffer = 64 * 1024;
    private readonly HttpResponseMessage message;
    private readonly UpstreamBody body;
    private readonly Uri finalUri;
    private Action? release;

    internal UpstreamResponse(HttpResponseMessage message, Uri finalUri, UpstreamBody body, TimeSpan? retryAfter, Action release)
    {
        this.message = message;
        this.finalUri = finalUri;
        this.body = body;
        this.release = release;
        RetryAfter = retryAfter;
    }

    /// <summary>Gets the status. Never 429 or a retried 5xx: those end as <see cref="DownloadException"/>.</summary>
    public HttpStatusCode StatusCode => message.StatusCode;

    /// <summary>Gets a value indicating whether the status is 2xx.</summary>
    public bool IsSuccess => message.IsSuccessStatusCode;

    /// <summary>Gets the URL that answered, after redirects, against which relative links resolve.</summary>
    public Uri FinalUri => finalUri;

    /// <summary>Gets the entity tag with its quotes.</summary>
    public string? ETag => GetHeader("ETag");

    /// <summary>Gets when the resource last changed.</summary>
    public DateTimeOffset? LastModified => message.Content.Headers.LastModified;

    /// <summary>Gets the media type with its parameters.</summary>
    public string? ContentType => GetHeader("Content-Type");

    /// <summary>Gets the stated number of bytes on the wire, before any decompression; a promise only, so reserve nothing for it.</summary>
    public long? ContentLength => message.Content.Headers.ContentLength;

    /// <summary>Gets the position in the whole resource of the first byte of <see cref="Body"/>: not 0 only when a range was asked for and granted.</summary>
    public long RangeStart => StatusCode == HttpStatusCode.PartialContent ? message.Content.Headers.ContentRange?.From ?? 0 : 0;

    /// <summary>Gets how long upstream asks to wait, capped by <see cref="DownloadOptions.RetryAfterCap"/>.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Gets the body as sent, or decompressed when <see cref="UpstreamRequest.AcceptCompression"/> allowed that. Read it asynchronously; it ends with the response.</summary>
    /// <remarks>Reading throws <see cref="DownloadException"/> when the transfer breaks off, stalls, or has not the expected size.</remarks>
    public Stream Body => body;

    /// <summary>Gets how many bytes of <see cref="Body"/> were read.</summary>
    public long BytesReceived => body.Received;

    /// <summary>Gets a header of the response.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <returns>The value, several ones joined by a comma, or <see langword="null"/>.</returns>
    public string? GetHeader(string name) =>
        message.Headers.NonValidated.TryGetValues(name, out var values) || message.Content.Headers.NonValidated.TryGetValues(name, out values) ? values.ToString() : null;

    /// <summary>Gets every value of a header that may be repeated, such as WWW-Authenticate or Link.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <returns>The values in the order they came; empty when there are none.</returns>
    public IReadOnlyList<string> GetHeaders(string name) =>
        message.Headers.NonValidated.TryGetValues(name, out var values) || message.Content.Headers.NonValidated.TryGetValues(name, out values) ? [.. values] : [];

    /// <summary>Demands a 2xx status.</summary>
    /// <exception cref="DownloadException">The status is another; <see cref="DownloadException.Reason"/> tells the kind.</exception>
    public void EnsureSuccess()
    {
        if (!IsSuccess)
            throw UpstreamFailures.FromStatus(StatusCode, finalUri, RetryAfter);
    }

    /// <summary>Reads the whole body into memory.</summary>
    /// <param name="maxBytes">The most bytes to accept.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="DownloadException">The body is larger (<see cref="DownloadFailureReason.TooLarge"/>) or the transfer failed.</exception>
    public async Task<byte[]> ReadBoundedAsync(int maxBytes, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        if (ContentLength > maxBytes)
            throw TooLarge(maxBytes);
        // What is stated is reserved only while it is small; one byte more lets the end be seen without growing.
        var buffer = new byte[(int)Math.Min(Math.Min(ContentLength ?? FirstBuffer, FirstBuffer), maxBytes) + 1];
        var length = 0;
        while (true)
        {
            var read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return buffer.Length == length ? buffer : buffer[..length];
            length += read;
            if (length > maxBytes)
                throw TooLarge(maxBytes);
            if (length == buffer.Length)
                Array.Resize(ref buffer, (int)Math.Min(2L * buffer.Length, Math.Min(maxBytes + 1L, Array.MaxLength)));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref release, null) is not { } once)
            return;
        await body.DisposeAsync().ConfigureAwait(false);
        message.Dispose();
        once();
    }

    private DownloadException TooLarge(int maxBytes) =>
        new(DownloadFailureReason.TooLarge, finalUri, $"the response is larger than {maxBytes} bytes.");
}
