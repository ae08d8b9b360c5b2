namespace Pulp.AspNetCore.Serving;

/// <summary>
/// Says what the headers of a file's answer are made of.
/// </summary>
internal sealed record ServedFile
{
    public required string ContentType { get; init; }

    /// <summary>Gets the size; null while upstream has not said it.</summary>
    public required long? Size { get; init; }

    /// <summary>Gets the entity tag with its quotes; null when the bytes are not known yet.</summary>
    public string? ETag { get; init; }

    /// <summary>Gets when the file came here, as an HTTP date.</summary>
    public string? LastModified { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}
