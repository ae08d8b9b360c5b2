namespace Pulp.Downloads;

/// <summary>
/// Describes one request to an upstream.
/// </summary>
public record UpstreamRequest
{
    /// <summary>Gets the absolute URL. User information in it is dropped, never sent.</summary>
    public required Uri Uri { get; init; }

    /// <summary>Gets the method.</summary>
    /// <value>The default is GET.</value>
    public HttpMethod Method { get; init; } = HttpMethod.Get;

    /// <summary>Gets the Accept header.</summary>
    public string? Accept { get; init; }

    /// <summary>Gets the entity tag, quotes included, with which the answer is 304 when nothing changed.</summary>
    public string? IfNoneMatch { get; init; }

    /// <summary>Gets the time since when a change is asked for; the answer is 304 without one.</summary>
    public DateTimeOffset? IfModifiedSince { get; init; }

    /// <summary>Gets the first byte wanted. Upstream may answer the whole with 200: <see cref="UpstreamResponse.RangeStart"/> tells.</summary>
    public long? RangeFrom { get; init; }

    /// <summary>Gets the strong entity tag the earlier bytes had; upstream answers the whole when it no longer holds (RFC 9110, section 13.1.5).</summary>
    public string? IfRange { get; init; }

    /// <summary>Gets further headers; they are sent to the origin of <see cref="Uri"/> only, and not at all to a foreign origin found in data.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Gets the whole value of the Authorization header instead of the remote's Basic credentials; empty for none. Bound like <see cref="Headers"/>.</summary>
    public string? Authorization { get; init; }

    /// <summary>Gets a value indicating whether the URL was found in upstream's data instead of being named by an administrator.</summary>
    /// <remarks>Such a URL may not lead from a public upstream to a private address, and takes credentials only to the remote's own origin.</remarks>
    public bool LinkFromData { get; init; }

    /// <summary>Gets a value indicating whether the body may come compressed; it is then decompressed within bounds and verified. For metadata, not for artifacts.</summary>
    public bool AcceptCompression { get; init; }

    /// <summary>Gets the body to send.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Gets the media type of <see cref="Content"/>; with <see langword="null"/> no body is sent.</summary>
    public string? ContentType { get; init; }

    /// <summary>Gets how long a single pause (before a repetition, or because upstream asked for one) may be; a longer one fails the request at once.</summary>
    /// <value>The default is no limit but <see cref="DownloadOptions.RetryAfterCap"/>. Requests a person waits for set a few seconds.</value>
    public TimeSpan? Patience { get; init; }

    /// <summary>Shows method and URL without secrets.</summary>
    /// <returns>The text.</returns>
    public sealed override string ToString() => $"{Method} {SafeUrl.Of(Uri)}";
}
