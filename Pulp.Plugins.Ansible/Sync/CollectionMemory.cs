using System.Text.Json;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Represents what a sync remembers of a collection, so that the next one knows whether it changed.
/// </summary>
/// <param name="Listing">The digest of what upstream listed of it.</param>
internal sealed record CollectionMemory(string Listing)
{
    /// <summary>The most bytes that are remembered.</summary>
    private const int MaximumSize = 4096;

    /// <summary>Gets the ranges that were asked for, in order, when requirements were followed.</summary>
    public IReadOnlyList<string>? Ranges { get; init; }

    /// <summary>Gets what the taken versions need: <c>name range</c>.</summary>
    public IReadOnlyList<string>? Needs { get; init; }

    /// <summary>Gets what was listed of each version, so that of a changed collection only new and changed ones are read.</summary>
    public string? Versions { get; init; }

    /// <summary>Gets a digest of the repository's keys, by which signatures were chosen.</summary>
    public string? Keys { get; init; }

    /// <summary>Gets when every taken version was read, where each is read by itself: what is signed later, listings do not tell.</summary>
    public DateTimeOffset? Read { get; init; }

    public static CollectionMemory? Parse(byte[]? memory) => memory is null ? null : JsonSerializer.Deserialize<CollectionMemory>(memory);

    /// <summary>Writes what is remembered, without what can be done without when it is too much.</summary>
    /// <returns>The bytes; null when it is too much all the same.</returns>
    public byte[]? Write()
    {
        var all = JsonSerializer.SerializeToUtf8Bytes(this);
        if (all.Length > MaximumSize)
            all = JsonSerializer.SerializeToUtf8Bytes(this with { Versions = null });
        return all.Length <= MaximumSize ? all : null;
    }
}
