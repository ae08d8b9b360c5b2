namespace Pulp.Sync;

/// <summary>
/// Says that all of upstream has been yielded, and what to remember of it for the next sync (for example the digest of a list).
/// </summary>
/// <remarks>
/// The last item of its sync. Remembered together with the version the sync ends with; not remembered when a unit was left out or refused, or when the
/// repository was changed meanwhile.
/// </remarks>
public sealed class CompletedUpstream : SyncItem
{
    /// <summary>Initializes the item.</summary>
    /// <param name="memory">At most 4 KiB that the source itself understands.</param>
    public CompletedUpstream(byte[] memory) => Memory = memory;

    /// <summary>Gets what to remember.</summary>
    public byte[] Memory { get; }
}
