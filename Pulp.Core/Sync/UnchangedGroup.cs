namespace Pulp.Sync;

/// <summary>
/// Says that upstream has not changed a group since it was last synced into this repository: its units stay as they are.
/// </summary>
/// <remarks>Only for groups for which <see cref="SyncContext.RememberedAsync(string, CancellationToken)"/> returned a value in this sync.</remarks>
public sealed class UnchangedGroup : SyncItem
{
    /// <summary>Initializes the item.</summary>
    /// <param name="groupKey">The group's key.</param>
    public UnchangedGroup(string groupKey) => GroupKey = groupKey;

    /// <summary>Gets the group's key.</summary>
    public string GroupKey { get; }
}
