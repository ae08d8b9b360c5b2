using System.Collections.Concurrent;

namespace Pulp.Plugins.Ansible.Details;

/// <summary>
/// Lets all who want the same thing at the same time wait for one piece of work, which goes to its end whoever leaves.
/// </summary>
/// <typeparam name="TKey">What is wanted.</typeparam>
/// <typeparam name="T">What the work gives.</typeparam>
internal sealed class SharedWork<TKey, T>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Lazy<Task<T>>> running = new();

    /// <summary>Takes part in the work, or begins it.</summary>
    /// <param name="key">What is wanted.</param>
    /// <param name="work">Does it.</param>
    /// <param name="cancellationToken">Cancels waiting, not the work.</param>
    public Task<T> RunAsync(TKey key, Func<Task<T>> work, CancellationToken cancellationToken) =>
        running.GetOrAdd(key, wanted => new Lazy<Task<T>>(() => EndAsync(wanted, work))).Value.WaitAsync(cancellationToken);

    private async Task<T> EndAsync(TKey key, Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            running.TryRemove(key, out _);
        }
    }
}
