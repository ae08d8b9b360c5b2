using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Tasking;

namespace Pulp.Sync;

/// <summary>
/// Gives a sync source what it needs.
/// </summary>
public abstract class SyncContext
{
    /// <summary>Gets the repository.</summary>
    public required Repository Repository { get; init; }

    /// <summary>Gets the remote as it was when the sync began.</summary>
    public required Remote Remote { get; init; }

    /// <summary>Gets the further options of the sync request, of the type the repository type declared; null when there are none.</summary>
    public object? Options { get; init; }

    /// <summary>Gets whether units that upstream does not have are removed.</summary>
    public required bool Mirror { get; init; }

    /// <summary>Gets the client to upstream, with the remote's connection, credentials and limits.</summary>
    public required Downloads.UpstreamClient Upstream { get; init; }

    /// <summary>Gets the client to the upstream of another remote, with that one's connection, credentials and limits.</summary>
    /// <param name="remote">The remote. Whether it may be used for this repository is for the caller to know.</param>
    /// <returns>The client; the same for every call, and closed when the sync ends.</returns>
    public abstract Downloads.UpstreamClient UpstreamOf(Remote remote);

    /// <summary>Gets how many optional units were left out so far; the final number when the sync is completed.</summary>
    public abstract long LeftOut { get; }

    /// <summary>Begins a part of the work that is reported as progress.</summary>
    /// <param name="message">What is done, for people.</param>
    /// <param name="code">What is done, for programs.</param>
    /// <param name="total">How many there are, when known.</param>
    /// <returns>The part.</returns>
    public abstract ProgressPart BeginProgress(string message, string code, long? total = null);

    /// <summary>Counts something upstream has that is not taken.</summary>
    /// <param name="reason">Why, in a few words that repeat for the same reason, for example <c>pre-release</c>.</param>
    /// <param name="what">Its name, shown as an example; null for none.</param>
    public abstract void Skip(string reason, string? what = null);

    /// <summary>Gets a directory of the sync's own, for what upstream sends that is too large for memory: empty at first, and removed when the sync ends.</summary>
    /// <returns>The absolute path; the same for every call.</returns>
    public abstract string CreateWorkingDirectory();

    /// <summary>Gets what an earlier sync from the same remote with the same choice remembered of a group, if the repository still holds all units of the group that sync took from upstream.</summary>
    /// <param name="groupKey">The group's key.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The memory, or null.</returns>
    public abstract ValueTask<byte[]?> RememberedAsync(string groupKey, CancellationToken cancellationToken);

    /// <summary>Gets what the last sync from the same remote with the same choice remembered of upstream as a whole (<see cref="CompletedUpstream"/>), if the repository's latest version is still the one that sync ended with and no file is missing that the remote's policy wants here.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The memory, or null.</returns>
    /// <remarks>A source that finds upstream to be as remembered says <see cref="UnchangedUpstream"/> and nothing else.</remarks>
    public abstract ValueTask<byte[]?> RememberedAsync(CancellationToken cancellationToken);
}
