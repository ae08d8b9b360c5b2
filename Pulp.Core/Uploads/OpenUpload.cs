using Pulp.Storage;

namespace Pulp.Uploads;

/// <summary>What this process knows of an upload under way: the ranges being written, and the digests of the beginning that came in order.</summary>
/// <remarks>Safe to use concurrently. Only a help: an upload goes on without it, then its file is read once at the end.</remarks>
internal sealed class OpenUpload : IDisposable
{
    private readonly Lock sync = new();
    private readonly List<ChunkRange> writing = [];
    private DigestComputation? digests;
    private long hashedTo;
    private bool isClosed;

    public bool IsEvicted { get; private set; }

    /// <summary>Claims a range for writing.</summary>
    public bool TryBegin(ChunkRange range)
    {
        lock (sync)
        {
            if (isClosed || writing.Exists(other => other.Offset < range.End && range.Offset < other.End))
                return false;
            writing.Add(range);
            return true;
        }
    }

    public void End(ChunkRange range)
    {
        lock (sync)
            writing.Remove(range);
    }

    /// <summary>Claims the whole upload.</summary>
    public bool TryClose()
    {
        lock (sync)
        {
            if (isClosed || writing.Count > 0)
                return false;
            return isClosed = true;
        }
    }

    public void Reopen()
    {
        lock (sync)
            isClosed = false;
    }

    /// <summary>Makes this object useless, if nothing is under way.</summary>
    public bool TryEvict() => TryClose() && (IsEvicted = true);

    /// <summary>Gets digests that go on from an offset, if all before it was hashed in order.</summary>
    public DigestComputation? TryContinue(long offset, Func<DigestComputation> create)
    {
        lock (sync)
            return offset == hashedTo ? Fork(create) : null;
    }

    /// <summary>Gets digests that go on from wherever hashing came to.</summary>
    public (DigestComputation Digests, long HashedTo) Continue(Func<DigestComputation> create)
    {
        lock (sync)
            return (Fork(create), hashedTo);
    }

    /// <summary>Keeps digests that were continued; the caller gives them away.</summary>
    public void Keep(DigestComputation continued, long to)
    {
        lock (sync)
        {
            digests?.Dispose();
            digests = continued;
            hashedTo = to;
        }
    }

    public void Dispose() => digests?.Dispose();

    private DigestComputation Fork(Func<DigestComputation> create) => digests?.Fork() ?? create();
}
