using System.Collections.Concurrent;
using System.Text.Json;
using Pulp.Distributions;
using Pulp.Documents;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Plugins.Ansible.Sync;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Sync;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.PullThrough;

/// <summary>
/// Fetches a collection that a distribution does not have from its remote: a sync of the distribution's repository that takes this one, and what it needs.
/// </summary>
/// <remarks>
/// However many clients ask for a collection, it is fetched once. What upstream does not have is remembered for a short while. A fetch that takes long goes on
/// when the client has gone; the next request finds what it brought.
/// </remarks>
internal sealed class CollectionFetching
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(60);
    private const int MaximumMemories = 10_000;
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly TaskDispatcher dispatcher;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<(Guid Repository, CollectionName Name), Task> underWay = new();
    private readonly ConcurrentDictionary<(Guid Distribution, long Revision, CollectionName Name), DateTimeOffset> asked = new();

    public CollectionFetching(IPulpDatabase database, PulpCatalog catalog, TaskDispatcher dispatcher, TimeProvider time)
    {
        this.database = database;
        this.catalog = catalog;
        this.dispatcher = dispatcher;
        this.time = time;
    }

    /// <summary>Gets whether a distribution has collections fetched at all: it serves a repository and has a remote.</summary>
    public static bool IsPossible(Distribution? distribution) => distribution is AnsibleDistribution { Remote: not null, Repository: not null };

    /// <summary>Fetches a collection.</summary>
    /// <param name="distribution">The distribution that does not have it.</param>
    /// <param name="name">The collection.</param>
    /// <param name="cancellationToken">Cancels waiting, not the fetch.</param>
    /// <returns>Whether upstream was asked just now, so that it may be there.</returns>
    public async Task<bool> TryFetchAsync(Distribution? distribution, CollectionName name, CancellationToken cancellationToken)
    {
        if (distribution is not AnsibleDistribution { Remote: { } remoteId, Repository: { } repositoryId })
            return false;
        var key = (distribution.Id, distribution.Revision, name);
        if (asked.TryGetValue(key, out var until) && until > time.GetUtcNow())
            return false;
        var fetch = underWay.GetOrAdd((repositoryId, name), _ => FetchAsync(repositoryId, remoteId, name));
        try
        {
            await fetch.WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            if (fetch.IsCompleted)
            {
                if (asked.Count >= MaximumMemories)
                    asked.Clear();
                asked[key] = time.GetUtcNow() + Memory;
                underWay.TryRemove(new((repositoryId, name), fetch));
            }
        }

        return true;
    }

    private async Task FetchAsync(Guid repositoryId, Guid remoteId, CollectionName name)
    {
        var (repository, remote) = await database.ReadAsync(
            async session => (await session.Resources.GetAsync(repositoryId).ConfigureAwait(false), await session.Resources.GetAsync(remoteId).ConfigureAwait(false))).ConfigureAwait(false);
        if (repository is not AnsibleRepository || remote is not CollectionRemote)
            return;
        var request = SyncTask.RequestFor(catalog.ResourceTypeOf(repository).PrnOf(repositoryId), catalog.ResourceTypeOf(remote).PrnOf(remoteId));
        var options = JsonSerializer.SerializeToElement(new AnsibleSyncOptions { Collections = [name.ToString()] }, DocumentJson.Options);
        var task = await dispatcher.DispatchAsync<SyncTask, SyncArguments>(request with { DomainId = repository.DomainId }, new SyncArguments(repositoryId, remoteId, Mirror: false, options)).ConfigureAwait(false);
        await dispatcher.WaitAsync(task.Id).ConfigureAwait(false);
    }
}
