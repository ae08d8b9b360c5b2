using System.Collections.Concurrent;
using Pulp.Plugins.Ansible.Models;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Galaxy;

/// <summary>
/// Knows which repositories show their content only to those who may view them.
/// </summary>
/// <remarks>Answers from memory; a change counts for requests that begin after it was committed.</remarks>
internal sealed class PrivateRepositories(IPulpDatabase database) : IResourceObserver
{
    private readonly ConcurrentDictionary<Guid, bool> known = new();
    private long changes;

    public ValueTask<bool> IsPrivateAsync(Guid repositoryId, CancellationToken cancellationToken)
    {
        return known.TryGetValue(repositoryId, out var isPrivate) ? new(isPrivate) : LoadAsync();

        async ValueTask<bool> LoadAsync()
        {
            var before = Interlocked.Read(ref changes);
            var repository = await database.ReadAsync(session => session.Resources.GetAsync(repositoryId), cancellationToken).ConfigureAwait(false);
            var loaded = repository is AnsibleRepository { Private: true };
            // What was read while a repository changed may be old.
            if (before == Interlocked.Read(ref changes))
                known[repositoryId] = loaded;
            return loaded;
        }
    }

    public ValueTask ChangedAsync(IStoreSession session, Resource? resource, Resource? previous)
    {
        if ((resource ?? previous) is AnsibleRepository { Id: var id })
        {
            session.OnCommitted(() =>
            {
                Interlocked.Increment(ref changes);
                known.TryRemove(id, out _);
            });
        }

        return ValueTask.CompletedTask;
    }
}
