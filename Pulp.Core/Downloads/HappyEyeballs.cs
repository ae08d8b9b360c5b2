using System.Net;
using System.Net.Sockets;

namespace Pulp.Downloads;

/// <summary>
/// Connects to the first address that answers (RFC 8305): families alternate, and the next address is tried when one fails or stays silent for a moment.
/// </summary>
internal static class HappyEyeballs
{
    // "Connection Attempt Delay" of RFC 8305, section 5.
    private static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(250);

    /// <summary>Connects to the first address that answers, beginning with the next one when a try takes long.</summary>
    /// <exception cref="SocketException">No address answered; the error is the last one's.</exception>
    public static async Task<Stream> ConnectAsync(IUpstreamNetwork network, IReadOnlyList<IPAddress> addresses, int port, TimeProvider time, CancellationToken cancellationToken)
    {
        if (addresses.Count == 1)
            return await network.ConnectAsync(new IPEndPoint(addresses[0], port), cancellationToken).ConfigureAwait(false);

        using var losers = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waiting = new Queue<IPAddress>(Interleave(addresses));
        var tries = new List<Task<Stream>>();
        try
        {
            while (true)
            {
                if (waiting.TryDequeue(out var address))
                    tries.Add(network.ConnectAsync(new IPEndPoint(address, port), losers.Token).AsTask());
                var winner = await FirstAsync(tries, waiting.Count > 0 ? Stagger : Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(false);
                if (winner is null)
                    continue;
                tries.Remove(winner);
                if (winner.IsCompletedSuccessfully || (tries.Count == 0 && waiting.Count == 0))
                    return await winner.ConfigureAwait(false);
            }
        }
        finally
        {
            await losers.CancelAsync().ConfigureAwait(false);
            foreach (var late in tries)
                _ = DropAsync(late);
        }
    }

    // Gets a finished try, or null when the next address should be tried.
    private static async Task<Task<Stream>?> FirstAsync(List<Task<Stream>> tries, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.WhenAny(tries).WaitAsync(patience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private static IEnumerable<IPAddress> Interleave(IReadOnlyList<IPAddress> addresses)
    {
        // The resolver's order within a family is kept: it sorted by RFC 6724.
        var first = addresses.Where(address => address.AddressFamily == addresses[0].AddressFamily).ToList();
        var second = addresses.Where(address => address.AddressFamily != addresses[0].AddressFamily).ToList();
        for (var i = 0; i < Math.Max(first.Count, second.Count); i++)
        {
            if (i < first.Count)
                yield return first[i];
            if (i < second.Count)
                yield return second[i];
        }
    }

    private static async Task DropAsync(Task<Stream> late)
    {
        try
        {
            await (await late.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or IOException)
        {
            // Another address won; why this one lost no longer matters.
        }
    }
}
