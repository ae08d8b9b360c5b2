using System.Threading.Channels;
using Pulp.ContentTypes;

namespace Pulp.Sync;

/// <summary>
/// Moves what a source yields through the stages: batch, find files, download, save. Memory is bounded by the channels between them.
/// </summary>
/// <remarks>
/// 1. <b>Batch</b>: takes what the source has ready, at most a full batch. It never waits for more, so a source that awaits a unit it yielded gets its answer.
/// 2. <b>Filter, find and download</b> (skipped for files that stay promises): looks for stored artifacts by SHA-256 and downloads the rest. Downloads of the next batches begin while earlier ones are saved.
/// 3. <b>Save</b>: makes the downloads durable as one group, then saves units, sources and staged membership in one short transaction.
/// </remarks>
internal sealed class SyncPipeline
{
    // A batch is one transaction, which other changes wait for: 250 units take about 10 ms.
    private const int BatchSize = 250;
    private const int BatchesInFlight = 4;
    private readonly SyncRun run;

    public SyncPipeline(SyncRun run) => this.run = run;

    public async Task RunAsync(Func<CancellationToken, IAsyncEnumerable<SyncItem>> read, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var items = Channel.CreateBounded<SyncItem>(new BoundedChannelOptions(2 * BatchSize) { SingleWriter = true, SingleReader = true });
        var batches = Channel.CreateBounded<(SyncBatch Batch, Task Ready)>(new BoundedChannelOptions(BatchesInFlight) { SingleWriter = true, SingleReader = true });
        var stages = new[]
        {
            StageAsync(ReadSourceAsync(read(stop.Token), items.Writer, stop.Token), items.Writer.TryComplete, stop),
            StageAsync(PrepareAsync(items.Reader, batches.Writer, stop), batches.Writer.TryComplete, stop),
            StageAsync(SaveAsync(batches.Reader, stop), static _ => true, stop),
        };
        try
        {
            await Task.WhenAll(stages).ConfigureAwait(false);
        }
        catch when (stages.Select(FirstCause).FirstOrDefault(cause => cause is not null) is { } cause)
        {
            // The stage that failed canceled the others: report its failure, not theirs.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(cause);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SyncException("Reading upstream was given up: " + exception.Message, exception);
        }
    }

    private static Exception? FirstCause(Task stage) =>
        stage.Exception?.InnerExceptions.FirstOrDefault(exception => exception is not (OperationCanceledException or ChannelClosedException));

    private static async Task StageAsync(Task stage, Func<Exception?, bool> complete, CancellationTokenSource stop)
    {
        try
        {
            await stage.ConfigureAwait(false);
            complete(null);
        }
        catch (Exception exception)
        {
            complete(exception);
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task ReadSourceAsync(IAsyncEnumerable<SyncItem> source, ChannelWriter<SyncItem> items, CancellationToken cancellationToken)
    {
        await foreach (var item in source.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (item is DeclaredContent unit && !HasUsablePaths(unit))
                continue;
            if (!items.TryWrite(item))
                await items.WriteAsync(item, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool HasUsablePaths(DeclaredContent unit)
    {
        foreach (var file in unit.Files)
        {
            if (ContentPath.Check(file.RelativePath) is not { } problem)
                continue;
            run.Counts.Skip("path of a file cannot be served", file.RelativePath);
            unit.SetFailed(new SyncException($"The path '{file.RelativePath}' cannot be served: {problem}"));
            return false;
        }

        return true;
    }

    private async Task PrepareAsync(ChannelReader<SyncItem> items, ChannelWriter<(SyncBatch Batch, Task Ready)> batches, CancellationTokenSource stop)
    {
        try
        {
            while (await items.WaitToReadAsync(stop.Token).ConfigureAwait(false))
            {
                var taken = new List<SyncItem>(BatchSize);
                while (taken.Count < BatchSize && items.TryRead(out var item))
                    taken.Add(item);
                var batch = new SyncBatch(taken);
                var ready = run.Filters.Count == 0 ? run.Files.PrepareAsync(batch, stop.Token) : FilterAndPrepareAsync(batch, stop.Token);
                try
                {
                    await batches.WriteAsync((batch, ready), stop.Token).ConfigureAwait(false);
                }
                catch (Exception exception)
                {
                    await AbandonAsync(batch, ready, exception).ConfigureAwait(false);
                    throw;
                }
            }
        }
        catch (Exception exception)
        {
            // The source may be waiting for units that will never be saved now: it hears of it, and ends.
            await stop.CancelAsync().ConfigureAwait(false);
            try
            {
                await foreach (var unit in items.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
                    (unit as DeclaredContent)?.SetFailed(exception);
            }
            catch (Exception ended) when (ended is not OutOfMemoryException)
            {
                // How the source ended is reported by its own stage.
            }

            throw;
        }
    }

    private async Task FilterAndPrepareAsync(SyncBatch batch, CancellationToken cancellationToken)
    {
        foreach (var unit in batch.Units)
        {
            if (await FindRefusalAsync(unit, cancellationToken).ConfigureAwait(false) is not { } reason)
                continue;
            run.Counts.LeaveOut(reason, unit.Files is [var file, ..] ? file.RelativePath : run.Catalog.ContentTypeOf(unit.Content).Name);
            batch.LeftOut.Add(unit);
        }

        await run.Files.PrepareAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<string?> FindRefusalAsync(DeclaredContent unit, CancellationToken cancellationToken)
    {
        foreach (var filter in run.Filters)
        {
            if (await filter.RefuseAsync(unit, run.Context, cancellationToken).ConfigureAwait(false) is { } reason)
                return reason;
        }

        return null;
    }

    private async Task SaveAsync(ChannelReader<(SyncBatch Batch, Task Ready)> batches, CancellationTokenSource stop)
    {
        try
        {
            await foreach (var (batch, ready) in batches.ReadAllAsync(stop.Token).ConfigureAwait(false))
            {
                try
                {
                    await ready.ConfigureAwait(false);
                    await run.Saving.SaveAsync(batch, stop.Token).ConfigureAwait(false);
                }
                catch (Exception exception)
                {
                    await stop.CancelAsync().ConfigureAwait(false);
                    await AbandonAsync(batch, ready, exception).ConfigureAwait(false);
                    throw;
                }
            }
        }
        catch (Exception exception)
        {
            await stop.CancelAsync().ConfigureAwait(false);
            try
            {
                await foreach (var (batch, ready) in batches.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
                    await AbandonAsync(batch, ready, exception).ConfigureAwait(false);
            }
            catch (Exception ended) when (ended is not OutOfMemoryException)
            {
                // How the stage before ended is reported by itself.
            }

            throw;
        }
    }

    // Downloads under way end before what they staged is discarded.
    private async Task AbandonAsync(SyncBatch batch, Task ready, Exception reason)
    {
        await ready.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var unit in batch.Units)
            unit.SetFailed(reason);
        await run.Files.DiscardAsync(batch).ConfigureAwait(false);
    }
}
