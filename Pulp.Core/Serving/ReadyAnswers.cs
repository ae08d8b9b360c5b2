using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Pulp.Distributions;
using Pulp.Stores;

namespace Pulp.Serving;

/// <summary>
/// Keeps ready answers in memory, bounded by their bytes. What is kept is made of something that never changes and is never invalidated;
/// what changes is which of them a path leads to, and which files are here, and that is checked at each request.
/// </summary>
public sealed class ReadyAnswers
{
    private const int MaximumVariants = 16;
    private readonly DistributionTable table;
    private readonly ServedSources sources;
    private readonly FileChanges files;
    private readonly bool everyoneReads;
    private readonly BoundedCache<ReadyAnswerKey, ReadyAnswer> answers;
    private readonly BoundedCache<string, Target> targets;
    private readonly ConcurrentDictionary<ReadyAnswerKey, Task<ReadyAnswer?>> building = new();

    /// <summary>Initializes the cache.</summary>
    /// <param name="table">The distributions.</param>
    /// <param name="sources">What they serve at the moment.</param>
    /// <param name="database">Tells which files came and went.</param>
    /// <param name="options">The settings.</param>
    public ReadyAnswers(DistributionTable table, ServedSources sources, IPulpDatabase database, IOptions<PulpOptions> options)
    {
        this.table = table;
        this.sources = sources;
        files = database.FileChanges;
        everyoneReads = !options.Value.ReadingNeedsLogin;
        answers = new BoundedCache<ReadyAnswerKey, ReadyAnswer>(options.Value.CacheSize);
        targets = new BoundedCache<string, Target>(options.Value.CacheSize / 8);
    }

    /// <summary>Finds the answer to a request without looking at anything but memory.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The answer, or null when the request must go its normal way.</returns>
    public ReadyAnswer? Find(in ReadyRequest request)
    {
        if (!targets.TryGet(request.Target, out var target) || target.Generation != table.Generation || !sources.IsCurrent(target.Distribution, target.SourceId))
            return null;
        foreach (var variant in target.Variants)
        {
            if (variant.Fits(request) && Get(variant.Key) is { } answer)
                return answer;
        }

        return null;
    }

    /// <summary>Gets an answer by what it depends on.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The answer, or null.</returns>
    public ReadyAnswer? Get(in ReadyAnswerKey key) =>
        answers.TryGet(key, out var answer) && !(answer.Files is { } asOf && files.HaveChanged(asOf.ContentKey, asOf.Moment)) && answer.IsOutdated?.Invoke() != true ? answer : null;

    /// <summary>Keeps an answer.</summary>
    /// <param name="key">The key.</param>
    /// <param name="answer">The answer.</param>
    public void Keep(in ReadyAnswerKey key, ReadyAnswer answer) => answers.Set(key, answer, answer.Cost);

    /// <summary>Gets an answer, or builds it: once, however many ask meanwhile.</summary>
    /// <param name="key">The key.</param>
    /// <param name="build">Builds the answer, or gives null when there is none. It runs to its end whoever leaves.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>The answer, or null.</returns>
    public async ValueTask<ReadyAnswer?> GetOrBuildAsync(ReadyAnswerKey key, Func<Task<ReadyAnswer?>> build, CancellationToken cancellationToken = default)
    {
        if (Get(key) is { } known)
            return known;
        var mine = new TaskCompletionSource<ReadyAnswer?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var task = building.GetOrAdd(key, mine.Task);
        if (task == mine.Task)
            _ = BuildAsync(key, build, mine);
        return await task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets the next request of the same form be answered by <see cref="Find"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="distribution">The distribution the path was matched to.</param>
    /// <param name="generation">The value of <see cref="DistributionTable.Generation"/> before it was matched.</param>
    /// <param name="sourceId">What the distribution served.</param>
    /// <param name="key">The answer's key.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="checksCredentials">Whether a request with credentials must go its normal way, because wrong ones are refused even where none are needed.</param>
    public void Remember(
        in ReadyRequest request, Distribution distribution, long generation, Guid sourceId, in ReadyAnswerKey key, ReadyAnswer answer, bool checksCredentials = false)
    {
        if (distribution.ContentGuard is not null || !everyoneReads || (checksCredentials && request.HasCredentials))
            return;
        var variant = new Variant(checksCredentials, answer.VariesByAccept, request.Accept, answer.VariesByOrigin, request.Scheme, request.Host, key);
        IReadOnlyList<Variant> others = targets.TryGet(request.Target, out var known) && known.Generation == generation && known.SourceId == sourceId
            ? [.. known.Variants.Where(other => !other.IsReplacedBy(variant)).TakeLast(MaximumVariants - 1)]
            : [];
        Variant[] variants = [.. others, variant];
        targets.Set(request.Target, new Target(distribution, generation, sourceId, variants), (2 * request.Target.Length) + (variants.Length * 512));
    }

    private async Task BuildAsync(ReadyAnswerKey key, Func<Task<ReadyAnswer?>> build, TaskCompletionSource<ReadyAnswer?> result)
    {
        try
        {
            var answer = await build().ConfigureAwait(false);
            if (answer is { IsProvisional: false })
                Keep(key, answer);
            result.SetResult(answer);
        }
        catch (Exception exception)
        {
            result.SetException(exception);
        }
        finally
        {
            building.TryRemove(key, out _);
        }
    }

    private sealed record Target(Distribution Distribution, long Generation, Guid SourceId, Variant[] Variants);

    private sealed record Variant(bool WithoutCredentials, bool ByAccept, string? Accept, bool ByOrigin, string Scheme, string Host, ReadyAnswerKey Key)
    {
        public bool Fits(in ReadyRequest request) =>
            !(WithoutCredentials && request.HasCredentials)
            && (!ByAccept || string.Equals(Accept, request.Accept, StringComparison.Ordinal))
            && (!ByOrigin || (string.Equals(Host, request.Host, StringComparison.Ordinal) && string.Equals(Scheme, request.Scheme, StringComparison.Ordinal)));

        public bool IsReplacedBy(Variant other) => Fits(new ReadyRequest("", other.Accept, other.Scheme, other.Host));
    }
}
