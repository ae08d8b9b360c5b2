using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Sync;

/// <summary>
/// Runs a sync as a task; the result is the counts of what became of every unit.
/// </summary>
public sealed class SyncTask : ITaskHandler<SyncArguments>
{
    /// <summary>The name under which syncs are recorded.</summary>
    public const string Name = "pulp.repositories.sync";

    private readonly SyncRunner runner;

    /// <summary>Initializes the handler.</summary>
    /// <param name="runner">Runs the sync.</param>
    public SyncTask(SyncRunner runner) => this.runner = runner;

    /// <summary>Gets the name that keeps two syncs of one repository from running at once.</summary>
    /// <param name="repositoryPrn">The repository's PRN.</param>
    /// <returns>The lock's name.</returns>
    public static string LockOf(string repositoryPrn) => $"sync:{repositoryPrn}";

    /// <summary>Gets the request for a sync: it keeps other syncs of the repository out, and the deletion of repository and remote, but no other change.</summary>
    /// <param name="repositoryPrn">The repository's PRN.</param>
    /// <param name="remotePrn">The remote's PRN, when it is known.</param>
    /// <returns>The request.</returns>
    public static TaskRequest RequestFor(string repositoryPrn, string? remotePrn) => new()
    {
        Name = Name,
        Locks = remotePrn is null
            ? [LockOf(repositoryPrn), $"shared:{repositoryPrn}"]
            : [LockOf(repositoryPrn), $"shared:{repositoryPrn}", $"shared:{remotePrn}"],
    };

    /// <summary>Gets the request for a sync from the remote that is named, or else from that of the repository as it is now.</summary>
    internal static Task<TaskRequest> RequestForAsync(IPulpDatabase database, PulpCatalog catalog, Repository repository, Guid? remoteId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var present = await session.Resources.GetAsync(repository.Id).ConfigureAwait(false) as Repository;
                var remote = (remoteId ?? present?.Remote) is { } id ? await session.Resources.GetAsync(id).ConfigureAwait(false) : null;
                var request = RequestFor(catalog.TypeOf(repository).PrnOf(repository.Id), remote is null ? null : catalog.ResourceTypeOf(remote).PrnOf(remote.Id));
                return request with { DomainId = repository.DomainId };
            },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<object?> RunAsync(TaskContext context, SyncArguments arguments, CancellationToken cancellationToken)
    {
        var result = await runner.RunAsync(arguments, context, cancellationToken).ConfigureAwait(false);
        return new
        {
            version = result.Version?.Number,
            added = result.Added,
            replaced = result.Replaced,
            kept = result.Kept,
            removed = result.Removed,
            skipped = result.Skipped,
            downloaded = result.Downloaded,
            downloaded_bytes = result.DownloadedBytes,
        };
    }
}
