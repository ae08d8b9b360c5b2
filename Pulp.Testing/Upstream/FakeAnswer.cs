using System.Text;

namespace Pulp.Testing.Upstream;

/// <summary>
/// Describes how a <see cref="FakeUpstream"/> answers one request, faults included.
/// </summary>
/// <remarks>Change single facts with a <c>with</c> expression, for example <c>FakeAnswer.Ok("x") with { CutAfter = 0 }</c>.</remarks>
public sealed record FakeAnswer
{
    /// <summary>Gets the status.</summary>
    /// <value>The default is 200.</value>
    public int Status { get; init; } = 200;

    /// <summary>Gets the body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Gets the media type.</summary>
    public string ContentType { get; init; } = "application/octet-stream";

    /// <summary>Gets further headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Gets the entity tag with quotes; with one, If-None-Match is answered by 304.</summary>
    public string? ETag { get; init; }

    /// <summary>Gets a value indicating whether <c>Range: bytes=n-</c> is granted (and If-Range obeyed).</summary>
    public bool SupportsRange { get; init; }

    /// <summary>Gets a value indicating whether the length is left out, so that the body is chunked.</summary>
    public bool Chunked { get; init; }

    /// <summary>Gets the length to announce instead of the true one.</summary>
    public long? AnnouncedLength { get; init; }

    /// <summary>Gets after how many bytes of the body the connection is closed.</summary>
    public int? CutAfter { get; init; }

    /// <summary>Gets a task that must end before the connection is closed after <see cref="CutAfter"/> bytes.</summary>
    public Task? CutWhen { get; init; }

    /// <summary>Gets after how many bytes of the body nothing more is sent, until the client goes away.</summary>
    public int? StallAfter { get; init; }

    /// <summary>Gets after how many bytes of the body nothing more is sent until <see cref="PauseUntil"/> ends.</summary>
    public int? PauseAfter { get; init; }

    /// <summary>Gets a task that must end before what follows <see cref="PauseAfter"/> bytes is sent.</summary>
    public Task? PauseUntil { get; init; }

    /// <summary>Gets the position of a byte of the body of which one bit is flipped.</summary>
    public int? FlipBitAt { get; init; }

    /// <summary>Gets a value indicating whether the connection is closed without any answer.</summary>
    public bool Drop { get; init; }

    /// <summary>Gets the bytes to send as the whole response, head included, before the connection is closed. Nothing else is sent then.</summary>
    public ReadOnlyMemory<byte>? Raw { get; init; }

    /// <summary>Gets a task that must end before anything is sent.</summary>
    public Task? Gate { get; init; }

    /// <summary>Answers 200 with text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="contentType">The media type.</param>
    /// <returns>The answer.</returns>
    public static FakeAnswer Ok(string text, string contentType = "text/plain") => Ok(Encoding.UTF8.GetBytes(text), contentType);

    /// <summary>Answers 200 with bytes.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="contentType">The media type.</param>
    /// <returns>The answer.</returns>
    public static FakeAnswer Ok(ReadOnlyMemory<byte> body, string contentType = "application/octet-stream") => new() { Body = body, ContentType = contentType };

    /// <summary>Answers a status with one header, for example 429 with <c>Retry-After</c>.</summary>
    /// <param name="status">The status.</param>
    /// <param name="header">The header's name.</param>
    /// <param name="value">The header's value.</param>
    /// <returns>The answer.</returns>
    public static FakeAnswer Of(int status, string? header = null, string value = "") => new() { Status = status, Headers = header is null ? [] : [new(header, value)] };

    /// <summary>Redirects.</summary>
    /// <param name="location">The value of the Location header.</param>
    /// <param name="status">The status.</param>
    /// <returns>The answer.</returns>
    public static FakeAnswer Redirect(string location, int status = 302) => Of(status, "Location", location);

    /// <summary>Sends a whole response as written, then closes the connection.</summary>
    /// <param name="response">Status line, headers and body, in ASCII.</param>
    /// <returns>The answer.</returns>
    public static FakeAnswer RawText(string response) => new() { Raw = Encoding.ASCII.GetBytes(response) };
}
