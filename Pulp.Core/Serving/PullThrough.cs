using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Distributions;
using Pulp.Plugins;
using Pulp.Remotes;
using Pulp.Storage;
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
    private readonly PulpCatalog catalog;
    private readonly IServiceScopeFactory scopes;
    private readonly FetchFlights flights;
    private readonly FileTransfer transfer;
    private readonly PullThroughKeeping keeping;
    private readonly TimeProvider time;
    private readonly PulpOptions options;
    private readonly BoundedCache<(Guid Distribution, string Request), Failure> failures = new(4 * 1024 * 1024);

    internal PullThrough(
        IPulpDatabase database, PulpCatalog catalog, IServiceScopeFactory scopes, FetchFlights flights, FileTransfer transfer, PullThroughKeeping keeping, TimeProvider time, IOptions<PulpOptions> options)
    {
        this.database = database;
        this.catalog = catalog;
        this.scopes = scopes;
        this.flights = flights;
        this.transfer = transfer;
        this.keeping = keeping;
        this.time = time;
        this.options = options.Value;
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
        var request = (distribution.Id, relativePath + queryString);
        if (failures.TryGet(request, out var known) && known.Until > time.GetUtcNow())
            return new FetchOutcome.Failed(known.What);
        var outcome = await AskAsync(distribution, relativePath, query, cancellationToken).ConfigureAwait(false);
        if (outcome is FetchOutcome.Failed { Failure: { Kind: not FetchFailureKind.Storage } failure })
            failures.Set(request, new Failure(failure, time.GetUtcNow() + FailureMemory), 256 + (2 * request.Item2.Length));
        return outcome;
    }

    private async ValueTask<FetchOutcome> AskAsync(Distribution distribution, string relativePath, Func<string, string?> query, CancellationToken cancellationToken)
    {
        if (catalog.TypeOf(distribution).PullThrough is not { } sourceType || distribution.Remote is not { } remoteId
            || await database.ReadAsync(session => session.Resources.GetAsync(remoteId), cancellationToken).ConfigureAwait(false) is not Remote remote)
            return NotFound();
        var request = new PullThroughRequest(distribution, remote, relativePath, query);
        PullThroughFile? file;
        try
        {
            var scope = scopes.CreateAsyncScope();
            await using var disposing = scope.ConfigureAwait(false);
            file = await ((IPullThroughSource)scope.ServiceProvider.GetRequiredService(sourceType)).ResolveAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (PulpException exception)
        {
            return new FetchOutcome.Failed(FetchFailure.Of(exception));
        }

        if (file is null)
            return NotFound();
        var key = string.Create(CultureInfo.InvariantCulture, $"pull {distribution.Id} {remote.Revision} {file.Url.AbsoluteUri}");
        return await flights.OpenAsync(key, file.Digests, (growing, stopping) => FetchAsync(request, file, growing, stopping), cancellationToken).ConfigureAwait(false);
    }

    private static FetchOutcome.Failed NotFound() => new(new FetchFailure(FetchFailureKind.NotFound, "Not Found"));

    private async Task<FetchEnd> FetchAsync(PullThroughRequest request, PullThroughFile file, GrowingFile growing, CancellationToken cancellationToken)
    {
        var keep = file.Keep && request.Remote.Policy != DownloadPolicy.Streamed;
        if (keep && await keeping.FindAsync(request, file, cancellationToken).ConfigureAwait(false) is { } stored)
            return FetchEnd.Of(stored);
        var write = new ArtifactWriteOptions { Algorithms = [.. options.ContentChecksums], ExpectedDigests = file.Digests, ExpectedSize = file.Size };
        var staged = await transfer.StageAsync(request.Remote, file.Url, write, growing, cancellationToken).ConfigureAwait(false);
        return await keeping.KeepAsync(request, file, staged, keep, cancellationToken).ConfigureAwait(false);
    }

    private sealed record Failure(FetchFailure What, DateTimeOffset Until);
}
