using System.Text.Json;

namespace Pulp.Plugins.Python.Sync;

/// <summary>
/// Represents what a sync remembers of a project's page, so that the next one asks only whether it changed.
/// </summary>
/// <param name="ETag">The page's entity tag.</param>
/// <param name="LastModified">When the page last changed.</param>
/// <param name="Serial">The serial the page itself states: the list of projects may be newer than the page that was got.</param>
internal sealed record ProjectMemory(string? ETag, DateTimeOffset? LastModified, long? Serial = null)
{
    /// <summary>Gets what decided on the project besides the remote; the memory holds only while that is the same.</summary>
    public string Choice { get; init; } = "";

    /// <summary>Gets the requirements of the newest release taken, when they are followed (dependency closure).</summary>
    public IReadOnlyList<string>? Requirements { get; init; }

    public static ProjectMemory? Read(byte[]? memory) => memory is null ? null : JsonSerializer.Deserialize<ProjectMemory>(memory);

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this);
}
