using System.Buffers.Binary;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Downloads;

/// <summary>
/// Counts how often files of collections were downloaded. A download changes memory alone; what came together is written once a minute and at the end.
/// </summary>
/// <remarks>What is shown is what was written: after a crash, which loses the last minute at most, no count is lower than it was seen to be.</remarks>
internal sealed partial class DownloadCounts : IStartupStep, IAsyncDisposable, IDisposable
{
    /// <summary>How often counts are written.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private const int AtOnce = 1000;
    private const string Prefix = "downloads/";
    private static readonly Guid Scope = new("0193f1c0-0000-7000-8000-0000000000a1");
    private readonly IPulpDatabase database;
    private readonly TimeProvider time;
    private readonly ILogger<DownloadCounts> logger;
    private readonly ConcurrentDictionary<string, long> written = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> pending = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim writing = new(1);
    private ITimer? timer;

    public DownloadCounts(IPulpDatabase database, TimeProvider time, ILogger<DownloadCounts> logger)
    {
        this.database = database;
        this.time = time;
        this.logger = logger;
    }

    public int Order => 30;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (string? after = null; ;)
        {
            var part = await database.ReadAsync(session => session.States.ListAsync(Scope, Prefix, after, AtOnce), cancellationToken).ConfigureAwait(false);
            foreach (var (name, value) in part)
                written[name[Prefix.Length..]] = BinaryPrimitives.ReadInt64LittleEndian(value);
            if (part.Count < AtOnce)
                break;
            after = part[^1].Key;
        }

        timer ??= time.CreateTimer(_ => _ = WriteQuietlyAsync(), null, Interval, Interval);
    }

    /// <summary>Gets how often files of a collection were downloaded, as far as it is written.</summary>
    public long Of(CollectionName name) => written.GetValueOrDefault(name.ToString());

    /// <summary>Counts a download.</summary>
    public void Add(CollectionName name) => pending.AddOrUpdate(name.ToString(), 1, static (_, count) => count + 1);

    /// <summary>Writes what came since the last time.</summary>
    /// <exception cref="StoreException">The database failed; nothing is lost.</exception>
    public async Task WriteAsync()
    {
        await writing.WaitAsync().ConfigureAwait(false);
        var taken = new Dictionary<string, long>(StringComparer.Ordinal);
        try
        {
            foreach (var name in pending.Keys)
            {
                if (pending.TryRemove(name, out var more))
                    taken[name] = more;
            }

            if (taken.Count == 0)
                return;
            var sums = taken.ToDictionary(pair => pair.Key, pair => written.GetValueOrDefault(pair.Key) + pair.Value, StringComparer.Ordinal);
            await database.WriteAsync(async session =>
            {
                await session.States.SetAsync(Scope, [.. sums.Select(sum => KeyValuePair.Create(Prefix + sum.Key, (byte[]?)Bytes(sum.Value)))]).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
            foreach (var (name, sum) in sums)
                written[name] = sum;
        }
        catch
        {
            foreach (var (name, more) in taken)
                pending.AddOrUpdate(name, more, (_, count) => count + more);
            throw;
        }
        finally
        {
            writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The container knows it as a step of the start too, and disposes it for both.
        if (Interlocked.Exchange(ref timer, null) is not { } running)
            return;
        await running.DisposeAsync().ConfigureAwait(false);
        await WriteQuietlyAsync().ConfigureAwait(false);
        writing.Dispose();
    }

    /// <summary>Stops without writing: a container that is disposed synchronously waits for nothing.</summary>
    public void Dispose()
    {
        timer?.Dispose();
        writing.Dispose();
    }

    private async Task WriteQuietlyAsync()
    {
        try
        {
            await WriteAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is PulpException or ObjectDisposedException or InvalidOperationException)
        {
            LogNotWritten(exception);
        }
    }

    private static byte[] Bytes(long value)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    [LoggerMessage(EventId = 7310, Level = LogLevel.Warning, Message = "Counts of downloads could not be written; it is tried again while the server runs")]
    private partial void LogNotWritten(Exception exception);
}
