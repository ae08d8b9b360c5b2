namespace Pulp.Sync;

/// <summary>
/// Says that neither upstream nor the repository changed since the last sync with the same choice: everything stays as it is, in a mirror too.
/// </summary>
/// <remarks>The only item of its sync. Whoever says it found the memory of the last sync to hold still (<see cref="SyncContext.RememberedAsync(CancellationToken)"/>).</remarks>
public sealed class UnchangedUpstream : SyncItem;
