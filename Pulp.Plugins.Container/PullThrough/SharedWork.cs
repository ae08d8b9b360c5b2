using System.Collections.Concurrent;

namespace Pulp.Plugins.Container.PullThrough;

/// <summary>
/// Lets everyone who wants the same thing at the same time share one piece of work, which goes on to its end whoever leaves.
/// </summary>
internal sealed class SharedWork<T> : IAsyncDisposable, IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<T>>> underWay = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();

    /// <summary>Takes part in the work of a key, or begins it.</summary>
    /// <param name="key">Names the work.</param>
    /// <param name="work">Does it.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    public Task<T> RunAsync(string key, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        Lazy<Task<T>>? mine = null;
        mine = new Lazy<Task<T>>(() => RunAsync(key, mine!, work));
        return underWay.GetOrAdd(key, mine).Value.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        foreach (Task ending in underWay.Values.Select(work => work.Value))
            await ending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    public void Dispose() => stopping.Cancel();

    private async Task<T> RunAsync(string key, Lazy<Task<T>> mine, Func<CancellationToken, Task<T>> work)
    {
        try
        {
            // The dictionary's entry is there before the work can end.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            return await work(stopping.Token).ConfigureAwait(false);
        }
        finally
        {
            underWay.TryRemove(KeyValuePair.Create(key, mine));
        }
    }
}
