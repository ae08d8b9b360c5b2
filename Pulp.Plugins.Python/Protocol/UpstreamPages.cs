using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;

namespace Pulp.Plugins.Python.Protocol;

/// <summary>
/// Remembers project pages of upstreams for a short while; longer while upstream cannot be reached.
/// </summary>
/// <remarks>Many requests for one page ask upstream once.</remarks>
internal sealed partial class UpstreamPages
{
    private static readonly TimeSpan PatienceWithStale = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FailureMemory = TimeSpan.FromSeconds(5);
    private readonly UpstreamPageReader reader;
    private readonly TimeProvider time;
    private readonly PythonOptions options;
    private readonly ILogger<UpstreamPages> logger;
    private readonly ConcurrentDictionary<(Guid Remote, long Revision, string Name), Entry> entries = new();
    private int files;

    public UpstreamPages(UpstreamPageReader reader, TimeProvider time, IOptions<PythonOptions> options, ILogger<UpstreamPages> logger)
    {
        this.reader = reader;
        this.time = time;
        this.options = options.Value;
        this.logger = logger;
    }

    /// <summary>Reads a project as a remote takes it.</summary>
    /// <param name="remote">The remote.</param>
    /// <param name="name">The project.</param>
    /// <param name="cancellationToken">Cancels waiting, not a request that began.</param>
    public async ValueTask<UpstreamAnswer> ReadAsync(PythonRemote remote, ProjectName name, CancellationToken cancellationToken)
    {
        var key = (remote.Id, remote.Revision, name.Normalized);
        var entry = entries.GetOrAdd(key, static _ => new Entry());
        Task<UpstreamAnswer> running;
        UpstreamAnswer? stale;
        lock (entry)
        {
            entry.LastUsed = time.GetUtcNow();
            stale = entry.Answer;
            if (stale is not null && entry.LastUsed < entry.FreshUntil)
                return stale;
            // Not the caller's token: others may wait for the same page.
            running = entry.Running ??= Task.Run(() => RenewAsync(remote, name, entry), CancellationToken.None);
        }

        if (stale?.Project is null)
            return await running.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await running.WaitAsync(PatienceWithStale, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return stale;
        }
    }

    private async Task<UpstreamAnswer> RenewAsync(PythonRemote remote, ProjectName name, Entry entry)
    {
        UpstreamAnswer answer;
        var lifetime = options.UpstreamPageLifetime;
        try
        {
            answer = new UpstreamAnswer(await reader.ReadAsync(remote, name, CancellationToken.None).ConfigureAwait(false));
        }
        catch (PulpException failure)
        {
            LogUnreachable(name.Normalized, remote.Name, failure.Message);
            answer = new UpstreamAnswer(entry.Answer?.Project, failure);
            lifetime = FailureMemory;
        }
        catch
        {
            lock (entry)
                entry.Running = null;
            throw;
        }

        lock (entry)
        {
            Interlocked.Add(ref files, CostOf(answer) - CostOf(entry.Answer));
            entry.Answer = answer;
            entry.FreshUntil = time.GetUtcNow() + lifetime;
            entry.Running = null;
        }

        if (Volatile.Read(ref files) > options.UpstreamPageFiles)
            Forget();
        return answer;
    }

    private static int CostOf(UpstreamAnswer? answer) => answer is null ? 0 : 1 + (answer.Project?.Page.Files.Count ?? 0);

    // What was not used for longest goes first, until a quarter is free.
    private void Forget()
    {
        foreach (var (key, entry) in entries.OrderBy(entry => entry.Value.LastUsed))
        {
            if (Volatile.Read(ref files) <= options.UpstreamPageFiles / 4 * 3)
                return;
            lock (entry)
            {
                if (entry.Running is not null || !entries.TryRemove(key, out _))
                    continue;
                Interlocked.Add(ref files, -CostOf(entry.Answer));
                entry.Answer = null;
            }
        }
    }

    [LoggerMessage(EventId = 5100, Level = LogLevel.Warning, Message = "The page of {Project} cannot be read from upstream of {Remote}: {Reason}")]
    private partial void LogUnreachable(string project, string remote, string reason);

    private sealed class Entry
    {
        public UpstreamAnswer? Answer { get; set; }

        public DateTimeOffset FreshUntil { get; set; }

        public DateTimeOffset LastUsed { get; set; }

        public Task<UpstreamAnswer>? Running { get; set; }
    }
}
