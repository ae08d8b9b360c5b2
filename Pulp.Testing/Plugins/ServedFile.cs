using System.Net;
using System.Text;

namespace Pulp.Testing.Plugins;

/// <summary>
/// Represents the answer to a request for a file.
/// </summary>
internal sealed record ServedFile(HttpStatusCode Status, byte[] Bytes, bool IsWhole, string? ETag, long? Length, string? ContentRange, TimeSpan? RetryAfter)
{
    public ServedFile(HttpResponseMessage answer, byte[] bytes, bool IsWhole)
        : this(
            answer.StatusCode,
            bytes,
            IsWhole,
            answer.Headers.ETag?.ToString(),
            answer.Content.Headers.ContentLength,
            answer.Content.Headers.ContentRange?.ToString(),
            answer.Headers.RetryAfter?.Delta)
    {
    }

    /// <summary>Gets the beginning of the body, for messages.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes.AsSpan(0, Math.Min(Bytes.Length, 200)));
}
