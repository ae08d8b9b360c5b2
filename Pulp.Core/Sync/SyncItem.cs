namespace Pulp.Sync;

/// <summary>
/// Represents one thing a sync source says: a unit, a group that has not changed, or that a group is complete.
/// </summary>
public abstract class SyncItem
{
    private protected SyncItem()
    {
    }
}
