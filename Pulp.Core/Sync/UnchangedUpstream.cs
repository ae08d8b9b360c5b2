namespace Pulp.Sync;

/// <summary>
/// Says that neither upstream nor the repository changed since the last sync with the same choice: everything stays as it is, in a mirror too.
/// </summary>
/// <remarks>The only item of its sync. Whoever says it has noted the version the last sync ended with (<see cref="ISyncCompletion"/>) and found it to be the latest still.</remarks>
public sealed class UnchangedUpstream : SyncItem;
