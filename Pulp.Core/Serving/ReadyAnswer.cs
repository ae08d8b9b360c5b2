using System.Security.Cryptography;

namespace Pulp.Serving;

/// <summary>
/// Represents an answer with all its bytes, ready to be sent any number of times.
/// </summary>
public sealed class ReadyAnswer
{
    /// <summary>Gets the body.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Gets the value of Content-Type.</summary>
    public required string ContentType { get; init; }

    /// <summary>Gets the strong entity tag, with its quotes.</summary>
    public required string ETag { get; init; }

    /// <summary>Gets when the bytes last changed, as an HTTP date; null when that is not known.</summary>
    public string? LastModified { get; init; }

    /// <summary>Gets whether the answer is a file, of which ranges may be asked for.</summary>
    public bool IsFile { get; init; }

    /// <summary>Gets whether the request's Accept header chose this answer.</summary>
    public bool VariesByAccept { get; init; }

    /// <summary>Gets whether the answer holds the address under which it was asked for.</summary>
    public bool VariesByOrigin { get; init; }

    /// <summary>Gets whether the next one to ask may get more than this, for example because files that are only promised are read when they are here. Such an answer is sent and not kept.</summary>
    public bool IsProvisional { get; init; }

    /// <summary>Gets the unit whose files the answer was made of, where they may still come or go: it is kept until they do.</summary>
    public FilesAsOf? Files { get; init; }

    /// <summary>Gets what tells whether something else the answer was made of has changed: it is kept until then; null when nothing can change. Asked at every request, it looks at memory alone.</summary>
    public Func<bool>? IsOutdated { get; init; }

    /// <summary>Gets further headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Gets roughly what the answer takes in memory.</summary>
    internal long Cost => Body.Length + 1024;

    /// <summary>Makes an entity tag of a body.</summary>
    /// <param name="body">The bytes.</param>
    /// <returns>The tag with its quotes.</returns>
    public static string ETagOf(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return $"\"{Convert.ToHexStringLower(hash[..16])}\"";
    }
}
