namespace Pulp.Sync;

/// <summary>
/// Says that the units the repository has of a group stay as they are, whether upstream has them or not: upstream could not tell, or said it elsewhere.
/// </summary>
/// <remarks>Only a mirror makes a difference of it: it does not remove them.</remarks>
public sealed class KeptGroup : SyncItem
{
    /// <summary>Initializes the item.</summary>
    /// <param name="groupKey">The group's key.</param>
    public KeptGroup(string groupKey) => GroupKey = groupKey;

    /// <summary>Gets the group's key.</summary>
    public string GroupKey { get; }
}
