using System.Runtime.CompilerServices;

namespace Pulp.Sync;

/// <summary>
/// Works on several items of a stream at once and yields the results in order.
/// </summary>
public static class Ahead
{
    /// <summary>Works on a stream.</summary>
    /// <param name="source">The items.</param>
    /// <param name="concurrency">How many are worked on at once.</param>
    /// <param name="work">Makes a result of an item.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <typeparam name="T">An item.</typeparam>
    /// <typeparam name="TResult">A result.</typeparam>
    /// <returns>The results, in the order of the items.</returns>
    public static async IAsyncEnumerable<TResult> SelectAsync<T, TResult>(
        IAsyncEnumerable<T> source,
        int concurrency,
        Func<T, CancellationToken, Task<TResult>> work,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var underWay = new Queue<Task<TResult>>();
        try
        {
            await foreach (var item in source.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                underWay.Enqueue(work(item, stop.Token));
                if (underWay.Count >= concurrency)
                    yield return await underWay.Dequeue().ConfigureAwait(false);
            }

            while (underWay.TryDequeue(out var next))
                yield return await next.ConfigureAwait(false);
        }
        finally
        {
            // Reached early when one failed or the reader stopped: the rest ends before the caller's resources go.
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(underWay.Select(static task => task.ContinueWith(
                static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default))).ConfigureAwait(false);
        }
    }
}
