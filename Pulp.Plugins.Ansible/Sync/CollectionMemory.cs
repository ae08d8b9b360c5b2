using System.Text.Json;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Represents what a sync remembers of a collection, so that the next one knows whether it changed.
/// </summary>
/// <param name="Listing">The digest of what upstream listed of it.</param>
internal sealed record CollectionMemory(string Listing)
{
    /// <summary>The most bytes that are remembered.</summary>
    public const int MaximumSize = 4096;

    /// <summary>Gets the ranges that were asked for, in order, when requirements were followed.</summary>
    public IReadOnlyList<string>? Ranges { get; init; }

    /// <summary>Gets what the taken versions need: <c>name range</c>.</summary>
    public IReadOnlyList<string>? Needs { get; init; }

    /// <summary>Gets a digest of the repository's keys, by which signatures were chosen.</summary>
    public string? Keys { get; init; }

    public static CollectionMemory? Read(byte[]? memory) => memory is null ? null : JsonSerializer.Deserialize<CollectionMemory>(memory);

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this);
}
