using System.Runtime.CompilerServices;
using Pulp.Digests;

namespace Pulp.Storage;

/// <summary>
/// Keeps storing and deleting the same bytes apart: between the bytes becoming visible and their row becoming durable, a cleanup sees bytes without a row.
/// </summary>
internal sealed class ArtifactGate
{
    private static readonly ConditionalWeakTable<IArtifactStorage, ArtifactGate> Gates = [];

    private readonly Lock sync = new();
    private readonly Dictionary<(Guid Domain, string Sha256), int> entering = [];
    private readonly Dictionary<(Guid Domain, string Sha256), TaskCompletionSource> deleting = [];

    /// <summary>Gets the gate before a storage: one for all who use it in this process.</summary>
    public static ArtifactGate Of(IArtifactStorage storage) => Gates.GetOrCreateValue(storage);

    /// <summary>Enters with bytes that will have a row; waits while one of them is being deleted.</summary>
    public async ValueTask<IDisposable> EnterAsync(Guid domainId, IEnumerable<Digest> digests, CancellationToken cancellationToken)
    {
        var keys = digests.Select(digest => (domainId, digest.Hex)).ToList();
        while (true)
        {
            Task deletion;
            lock (sync)
            {
                if (keys.Find(deleting.ContainsKey) is not { Hex: not null } blocked)
                {
                    foreach (var key in keys)
                        entering[key] = entering.GetValueOrDefault(key) + 1;
                    return new Entry(this, keys);
                }

                deletion = deleting[blocked].Task;
            }

            await deletion.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Closes the gate for bytes about to be deleted.</summary>
    /// <returns>Whether it is closed; false when somebody is storing them.</returns>
    public bool TryClose(Guid domainId, Digest digest)
    {
        lock (sync)
            return !entering.ContainsKey((domainId, digest.Hex)) && deleting.TryAdd((domainId, digest.Hex), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    public void Open(Guid domainId, Digest digest)
    {
        lock (sync)
        {
            if (deleting.Remove((domainId, digest.Hex), out var deletion))
                deletion.TrySetResult();
        }
    }

    private void Leave(List<(Guid Domain, string Sha256)> keys)
    {
        lock (sync)
        {
            foreach (var key in keys)
            {
                if (--entering[key] == 0)
                    entering.Remove(key);
            }
        }
    }

    private sealed class Entry(ArtifactGate gate, List<(Guid Domain, string Sha256)> keys) : IDisposable
    {
        private bool isDisposed;

        public void Dispose()
        {
            if (!isDisposed)
                gate.Leave(keys);
            isDisposed = true;
        }
    }
}
