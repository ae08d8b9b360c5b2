using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Repositories;

namespace Pulp.Serving;

/// <summary>
/// Gathers what pull-through brought for each repository into one version per short window; until then its files are found here.
/// </summary>
internal sealed partial class PullThroughAdditions : IAsyncDisposable, IDisposable
{
    private readonly RepositoryChanges changes;
    private readonly TimeProvider time;
    private readonly TimeSpan window;
    private readonly ILogger<PullThroughAdditions> logger;
    private readonly ConcurrentDictionary<Guid, Gathering> repositories = new();
    private readonly Lock gate = new();

    public PullThroughAdditions(RepositoryChanges changes, TimeProvider time, IOptions<PulpOptions> options, ILogger<PullThroughAdditions> logger)
    {
        this.changes = changes;
        this.time = time;
        window = options.Value.PullThroughWindow;
        this.logger = logger;
    }

    /// <summary>Finds a file that is on its way into a repository.</summary>
    public ContentArtifact? Find(Guid repositoryId, string path) => repositories.TryGetValue(repositoryId, out var gathering)
        ? gathering.Next.Files.GetValueOrDefault(path) ?? gathering.UnderWay?.Files.GetValueOrDefault(path)
        : null;

    /// <summary>Takes a saved unit with its files.</summary>
    public void Add(Guid repositoryId, Content unit, IEnumerable<ContentArtifact> files)
    {
        lock (gate)
        {
            var gathering = repositories.GetOrAdd(repositoryId, static _ => new Gathering());
            foreach (var file in files)
                gathering.Next.Files[file.RelativePath] = file;
            gathering.Next.Units.Add(unit);
            gathering.Flushing ??= FlushAsync(repositoryId, gathering);
        }
    }

    /// <summary>Makes the versions now and waits for them.</summary>
    public Task FlushAsync()
    {
        lock (gate)
        {
            foreach (var gathering in repositories.Values)
                gathering.Now.TrySetResult();
            return Task.WhenAll(repositories.Values.Select(gathering => gathering.Flushing).OfType<Task>());
        }
    }

    /// <summary>Makes the versions now and waits for them.</summary>
    public async ValueTask DisposeAsync() => await FlushAsync().ConfigureAwait(false);

    /// <summary>Waits for nothing: what is still gathered is not added, and comes again with the next request for it.</summary>
    public void Dispose()
    {
    }

    private async Task FlushAsync(Guid repositoryId, Gathering gathering)
    {
        while (true)
        {
            await Task.WhenAny(Task.Delay(window, time, CancellationToken.None), gathering.Now.Task).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            Batch batch;
            lock (gate)
            {
                gathering.UnderWay = batch = gathering.Next;
                gathering.Next = new Batch();
            }

            await AddAsync(repositoryId, batch.Units).ConfigureAwait(false);
            lock (gate)
            {
                gathering.UnderWay = null;
                if (gathering.Next.Units.Count > 0)
                    continue;
                repositories.TryRemove(repositoryId, out _);
                return;
            }
        }
    }

    private async Task AddAsync(Guid repositoryId, List<Content> units)
    {
        try
        {
            await changes.AddAsync(repositoryId, _ => new(units), overwrite: false, CancellationToken.None).ConfigureAwait(false);
        }
        catch (RepositoryChangeException) when (units.Count > 1)
        {
            // One of them does not fit any more; the others shall not miss out.
            foreach (var unit in units)
                await AddAsync(repositoryId, [unit]).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            LogLost(exception, units.Count, repositoryId);
        }
    }

    [LoggerMessage(EventId = 2403, Level = LogLevel.Warning, Message = "{Count} units that were pulled through were not added to repository {Repository}; they come again with the next request")]
    private partial void LogLost(Exception exception, int count, Guid repository);

    private sealed class Batch
    {
        public List<Content> Units { get; } = [];

        public ConcurrentDictionary<string, ContentArtifact> Files { get; } = new(StringComparer.Ordinal);
    }

    private sealed class Gathering
    {
        public volatile Batch Next = new();

        public volatile Batch? UnderWay;

        public TaskCompletionSource Now { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task? Flushing { get; set; }
    }
}
