namespace Pulp.Sync;

/// <summary>
/// Counts what becomes of each unit of a sync. Safe to use from all stages at once.
/// </summary>
internal sealed class SyncCounts
{
    private const int Examples = 5;
    private const int Reasons = 100;
    private readonly Dictionary<string, (long Count, List<string> Examples)> skipped = new(StringComparer.Ordinal);
    private long leftOut;
    private long downloaded;
    private long downloadedBytes;

    public long Added { get; set; }

    public long Replaced { get; set; }

    public long Kept { get; set; }

    public long Withdrawn { get; set; }

    public long Refused { get; set; }

    public long LeftOut => Interlocked.Read(ref leftOut);

    public long Downloaded => Interlocked.Read(ref downloaded);

    public long DownloadedBytes => Interlocked.Read(ref downloadedBytes);

    public void CountDownload(long bytes)
    {
        Interlocked.Increment(ref downloaded);
        Interlocked.Add(ref downloadedBytes, bytes);
    }

    public void LeaveOut(string reason, string what)
    {
        Interlocked.Increment(ref leftOut);
        Skip(reason, what);
    }

    public void Skip(string reason, string? what)
    {
        lock (skipped)
        {
            // Reasons are meant to repeat; a source that puts names into them must not fill the memory.
            var key = skipped.Count < Reasons || skipped.ContainsKey(reason) ? reason : "other";
            var (count, examples) = skipped.TryGetValue(key, out var known) ? known : (0, []);
            if (what is not null && examples.Count < Examples)
                examples.Add(what.Length <= 200 ? what : what[..200]);
            skipped[key] = (count + 1, examples);
        }
    }

    public IReadOnlyDictionary<string, SkippedUnits> GetSkipped()
    {
        lock (skipped)
            return skipped.ToDictionary(pair => pair.Key, pair => new SkippedUnits(pair.Value.Count, pair.Value.Examples), StringComparer.Ordinal);
    }
}
