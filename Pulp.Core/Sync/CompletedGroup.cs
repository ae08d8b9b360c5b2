namespace Pulp.Sync;

/// <summary>
/// Says that all units of a group have been yielded, and what to remember of it for the next sync (for example an ETag).
/// </summary>
/// <remarks>Remembered together with the group's units: when the repository no longer holds all of them, the memory is not used. Other units of the group do not matter.</remarks>
public sealed class CompletedGroup : SyncItem
{
    /// <summary>Initializes the item.</summary>
    /// <param name="groupKey">The group's key.</param>
    /// <param name="memory">At most 4 KiB that the source itself understands.</param>
    public CompletedGroup(string groupKey, byte[] memory)
    {
        GroupKey = groupKey;
        Memory = memory;
    }

    /// <summary>Gets the group's key.</summary>
    public string GroupKey { get; }

    /// <summary>Gets what to remember.</summary>
    public byte[] Memory { get; }
}
