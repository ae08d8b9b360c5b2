using Pulp.Digests;
using Pulp.Storage;

namespace Pulp.Serving;

/// <summary>
/// Joins one fetch with any number of readers. The fetch never waits for a reader, and readers hold the last byte back until the fetch has ended well.
/// </summary>
internal sealed class GrowingFile
{
    /// <summary>Up to this size a file is verified as a whole before anything is answered, so that another source can still be tried. What is known to be larger is answered from its first byte on.</summary>
    public const int VerifiedFirst = 64 * 1024;

    private readonly Lock gate = new();
    private TaskCompletionSource changed = NewSignal();
    private KeptBytes? bytes;
    private FetchEnd? end;
    private long readable;
    private long heldBack = VerifiedFirst;
    private long? size;
    private int readers;
    private bool answered;
    private bool closed;

    public GrowingFile(DigestSet promised) => Promised = promised;

    /// <summary>Gets the digests that were promised.</summary>
    public DigestSet Promised { get; }

    /// <summary>Gets whether a client was answered already, so that the transfer cannot begin again.</summary>
    public bool IsAnswered
    {
        get
        {
            lock (gate)
                return answered;
        }
    }

    /// <summary>Takes part, unless the fetch is over and everyone has gone.</summary>
    public bool TryAddReader()
    {
        lock (gate)
        {
            if (closed)
                return false;
            readers++;
            return true;
        }
    }

    public void RemoveReader()
    {
        lock (gate)
        {
            readers--;
            CloseWhenDone();
        }
    }

    /// <summary>Waits until there is something to answer. The reader's place goes over to a streaming answer, and is given up with any other.</summary>
    public async ValueTask<FetchOutcome> OpenAsync(CancellationToken cancellationToken)
    {
        FetchOutcome? outcome = null;
        try
        {
            while (true)
            {
                Task wait;
                lock (gate)
                {
                    outcome = Answer();
                    if (outcome is not null)
                        return outcome;
                    wait = changed.Task;
                }

                await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            if (outcome is not FetchOutcome.Streaming)
                RemoveReader();
        }
    }

    /// <summary>Reads for a client that was answered.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        KeptBytes source;
        while (true)
        {
            Task wait;
            lock (gate)
            {
                if (end?.Failure is { } failure)
                    throw new FetchBrokenException(failure.Reason);
                var limit = end is null && !(readable < size) ? readable - 1 : readable;
                if (offset < limit)
                {
                    source = bytes!;
                    buffer = buffer[..(int)Math.Min(buffer.Length, limit - offset)];
                    break;
                }

                if (end is not null)
                    return 0;
                wait = changed.Task;
            }

            await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return await source.ReadAsync(buffer, offset, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins the transfer, also again after a failure or from another source.</summary>
    /// <param name="stated">The size, when it is known.</param>
    /// <returns>Whether that is possible: no client was answered with an earlier try.</returns>
    public bool TryBegin(long? stated)
    {
        lock (gate)
        {
            if (answered)
                return false;
            bytes?.Dispose();
            bytes = null;
            readable = 0;
            size = stated;
            heldBack = stated > VerifiedFirst ? 0 : VerifiedFirst;
            return true;
        }
    }

    /// <summary>Gets whether readers are shown something once so many bytes can be read.</summary>
    public bool Shows(long kept)
    {
        lock (gate)
            return kept > heldBack;
    }

    /// <summary>Tells readers that more bytes were written.</summary>
    /// <param name="kept">How many bytes can be read.</param>
    /// <param name="open">Opens them; gives null when the storage cannot read back, so that everyone waits for the end.</param>
    public void Grow(long kept, Func<KeptBytes?> open)
    {
        lock (gate)
        {
            if (kept <= heldBack || kept == readable || (bytes ??= open()) is null)
                return;
            readable = kept;
            Signal();
        }
    }

    /// <summary>Ends the fetch.</summary>
    public void End(FetchEnd how)
    {
        lock (gate)
        {
            if (how.Failure is null)
                readable = how.Size;
            if (bytes is null)
                bytes = how.Bytes;
            else
                how.Bytes?.Dispose();
            end = how;
            Signal();
            CloseWhenDone();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FetchOutcome? Answer()
    {
        if (end?.Failure is { } failure)
            return new FetchOutcome.Failed(failure);
        if (end?.Stored is { } stored)
            return new FetchOutcome.Stored(stored);
        if (end is null && readable == 0)
            return null;
        answered = true;
        return new FetchOutcome.Streaming(new StreamingFile(this, end?.Size ?? size));
    }

    private void Signal()
    {
        changed.SetResult();
        changed = NewSignal();
    }

    private void CloseWhenDone()
    {
        if (end is null || readers > 0 || closed)
            return;
        closed = true;
        bytes?.Dispose();
    }
}
