namespace Pulp.Sync;

/// <summary>
/// Keeps units that upstream has out of repositories, whatever their plugin would take: what is too young, a name that must not come from outside.
/// </summary>
/// <remarks>
/// Register it as a service. Every filter is asked about every unit a sync declares, before files of it are downloaded; the first refusal counts. What is refused is
/// counted under its reason and looked at again by each later sync. A mirroring sync treats it as gone from upstream. Units that came in earlier, and that the
/// source knows to be unchanged without reading them, are not asked about again.
/// </remarks>
public interface ISyncFilter
{
    /// <summary>Decides about a unit.</summary>
    /// <param name="unit">The unit and its files, which are not here yet.</param>
    /// <param name="context">The sync: its repository, its remote.</param>
    /// <param name="cancellationToken">Cancels the sync.</param>
    /// <returns>Why it is refused, in a few words that repeat for the same reason, for example <c>younger than seven days</c>; null lets it in.</returns>
    ValueTask<string?> RefuseAsync(DeclaredContent unit, SyncContext context, CancellationToken cancellationToken);
}
