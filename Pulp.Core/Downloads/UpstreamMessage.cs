using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Pulp.Downloads;

/// <summary>
/// Writes the HTTP message of one hop, and checks the framing of what comes back.
/// </summary>
internal static class UpstreamMessage
{
    public static HttpRequestMessage Create(UpstreamRequest request, UpstreamExchange.Hop hop, DownloadOptions options)
    {
        var message = new HttpRequestMessage(request.Method, hop.Url)
        {
            Version = options.EnableHttp2 && hop.Url.Scheme == "https" ? HttpVersion.Version20 : HttpVersion.Version11,
        };
        if (request.ContentType is not null)
        {
            message.Content = new ReadOnlyMemoryContent(request.Content);
            Add(message.Content.Headers, "Content-Type", request.ContentType);
        }

        var compressed = request.AcceptCompression && request.RangeFrom is null;
        Add(message.Headers, "Accept-Encoding", compressed ? "gzip" : "identity");
        Add(message.Headers, "User-Agent", options.UserAgent);
        Add(message.Headers, "Accept", request.Accept);
        Add(message.Headers, "If-None-Match", request.IfNoneMatch);
        Add(message.Headers, "If-Modified-Since", request.IfModifiedSince?.ToUniversalTime().ToString("r", CultureInfo.InvariantCulture));
        if (request.RangeFrom is { } from)
        {
            Add(message.Headers, "Range", string.Create(CultureInfo.InvariantCulture, $"bytes={from}-"));
            Add(message.Headers, "If-Range", request.IfRange);
        }

        return message;
    }

    /// <summary>Adds what is bound to an origin: the request's own headers and, at the remote's origin, the remote's; a token takes the place of its login.</summary>
    public static void AddSecrets(HttpRequestMessage message, UpstreamRequest request, bool requestsOwn, UpstreamConnection? remote, UpstreamToken? token)
    {
        if (remote is not null)
        {
            foreach (var name in remote.Settings.Headers.Select(header => header.Key).Where(name => !IsRequests(name, request)))
                message.Headers.Remove(name);
            foreach (var (name, value) in remote.Settings.Headers.Where(header => !IsRequests(header.Key, request)))
                Add(message.Headers, name, value);
            if ((token?.Authorization ?? remote.Authorization) is { } authorization)
                Replace(message.Headers, "Authorization", authorization);
        }

        if (!requestsOwn)
            return;
        foreach (var (name, value) in request.Headers)
            Replace(message.Headers, name, value);
        if (request.Authorization is not null)
            Replace(message.Headers, "Authorization", request.Authorization);
    }

    /// <summary>
    /// Refuses a response whose length can be read in two ways: the stack takes one of them silently (RFC 9112, section 6.3).
    /// </summary>
    public static void CheckFraming(HttpResponseMessage response, Uri url)
    {
        if (response.Version.Major != 1)
            return;
        var encoded = response.Headers.NonValidated.TryGetValues("Transfer-Encoding", out var encodings);
        var sized = response.Content.Headers.NonValidated.TryGetValues("Content-Length", out var lengths);
        var ambiguous = (sized && (lengths.Count != 1 || encoded || !lengths.ToString().All(char.IsAsciiDigit)))
            || (encoded && !encodings.ToString().Equals("chunked", StringComparison.OrdinalIgnoreCase));
        if (ambiguous)
            throw new DownloadException(DownloadFailureReason.Protocol, url, "the response states its length in conflicting ways (Content-Length, Transfer-Encoding).");
    }

    // The remote's headers are defaults: what a request asks for itself goes first.
    private static bool IsRequests(string name, UpstreamRequest request) =>
        (request.Accept is not null && name.Equals("Accept", StringComparison.OrdinalIgnoreCase))
        || (request.Authorization is not null && name.Equals("Authorization", StringComparison.OrdinalIgnoreCase));

    private static void Replace(HttpRequestHeaders headers, string name, string value)
    {
        headers.Remove(name);
        if (value.Length > 0)
            Add(headers, name, value);
    }

    private static void Add(HttpHeaders headers, string name, string? value)
    {
        if (value is null)
            return;
        if (value.AsSpan().ContainsAny('\r', '\n', '\0'))
            throw new ArgumentException($"The value of the header '{name}' holds a line break.", nameof(value));
        headers.TryAddWithoutValidation(name, value);
    }
}
