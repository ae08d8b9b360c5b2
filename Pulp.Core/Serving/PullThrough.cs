using System.Globalization;
using Pulp.Distributions;
using Pulp.Remotes;
using Pulp.Stores;

namespace Pulp.Serving;

/// <summary>
/// Fetches what a distribution does not have from its remote, and keeps it as content of the distribution's repository.
/// </summary>
/// <remarks>Asked only for what is not here, so that an upstream that is down hides nothing. What it does not have is remembered for a short while.</remarks>
public sealed class PullThrough
{
    private static readonly TimeSpan FailureMemory = TimeSpan.FromSeconds(5);
    private readonly IPulpDatabase database;
    private readonly PullThroughSources sources;
    private readonly FetchFlights flights;
    private readonly FileTransfer transfer;
    private readonly PullThroughKeeping keeping;
    private readonly TimeProvider time;
    private readonly BoundedCache<(Guid Distribution, long Revision, string Request), Failure> failures = new(4 * 1024 * 1024);

    internal PullThrough(IPulpDatabase database, PullThroughSources sources, FetchFlights flights, FileTransfer transfer, PullThroughKeeping keeping, TimeProvider time)
    {
        this.database = database;
        this.sources = sources;
        this.flights = flights;
        this.transfer = transfer;
        this.keeping = keeping;
        this.time = time;
    }

    /// <summary>Asks a distribution's remote for a file.</summary>
    /// <param name="distribution">The distribution, which has a remote and a type that pulls through.</param>
    /// <param name="relativePath">The decoded path below the base path.</param>
    /// <param name="query">Gets the value of a query parameter, or null.</param>
    /// <param name="queryString">The whole query, as part of what is remembered when the file is not there.</param>
    /// <param name="cancellationToken">Cancels waiting, not a fetch that began.</param>
    /// <returns>The stored artifact, the bytes on their way, or why there are none.</returns>
    public async ValueTask<FetchOutcome> OpenAsync(
        Distribution distribution, string relativePath, Func<string, string?> query, string queryString, CancellationToken cancellationToken = default)
    {
        if (!sources.Serves(distribution)
            || await database.ReadAsync(session => session.Resources.GetAsync(distribution.Remote!.Value), cancellationToken).ConfigureAwait(false) is not Remote remote)
            return NotFound();
        var key = (distribution.Id, remote.Revision, relativePath + queryString);
        if (failures.TryGet(key, out var known) && known.Until > time.GetUtcNow())
            return new FetchOutcome.Failed(known.What);
        var outcome = await OpenAsync(new PullThroughRequest(distribution, remote, relativePath, query), cancellationToken).ConfigureAwait(false);
        if (outcome is FetchOutcome.Failed { Failure: { Kind: not FetchFailureKind.Storage } failure })
            failures.Set(key, new Failure(failure, time.GetUtcNow() + FailureMemory), 256 + (2 * key.Item3.Length));
        return outcome;
    }

    /// <summary>Adds what was fetched to its repositories now, without waiting for the end of <see cref="PulpOptions.PullThroughWindow"/>.</summary>
    /// <returns>A task that completes when the new versions are served.</returns>
    public Task FlushAsync() => keeping.FlushAsync();

    private static FetchOutcome.Failed NotFound() => new(new FetchFailure(FetchFailureKind.NotFound, "Not Found"));

    private async ValueTask<FetchOutcome> OpenAsync(PullThroughRequest request, CancellationToken cancellationToken)
    {
        PullThroughFile? file;
        try
        {
            file = await sources.ResolveAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (PulpException exception)
        {
            return new FetchOutcome.Failed(FetchFailure.Of(exception));
        }

        if (file is null)
            return NotFound();
        var key = string.Create(CultureInfo.InvariantCulture, $"pull {request.Distribution.Id} {request.Remote.Revision} {file.Url.AbsoluteUri} {request.RelativePath}");
        return await flights.OpenAsync(key, file.Digests, (growing, stopping) => FetchAsync(request, file, growing, stopping), cancellationToken).ConfigureAwait(false);
    }

    private async Task<FetchEnd> FetchAsync(PullThroughRequest request, PullThroughFile file, GrowingFile growing, CancellationToken cancellationToken)
    {
        var keep = file.Keep && request.Remote.Policy != DownloadPolicy.Streamed;
        if (keep && keeping.FindKept(request) is { } kept)
            return FetchEnd.Of(kept);
        if (keep && await keeping.FindAsync(request, file, cancellationToken).ConfigureAwait(false) is { } stored)
            return FetchEnd.Of(stored);
        var staged = await transfer.StageAsync(request.Remote, file.Url, keeping.Expected(file), growing, cancellationToken).ConfigureAwait(false);
        return keep
            ? FetchEnd.Of(await keeping.KeepAsync(request, file, staged, cancellationToken).ConfigureAwait(false))
            : await keeping.PassThroughAsync(staged, cancellationToken).ConfigureAwait(false);
    }

    private sealed record Failure(FetchFailure What, DateTimeOffset Until);
}
