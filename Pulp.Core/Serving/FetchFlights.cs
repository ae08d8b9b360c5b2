using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Pulp.Digests;

namespace Pulp.Serving;

/// <summary>
/// Lets everyone who wants the same file share one fetch, which goes on to its end whoever leaves.
/// </summary>
internal sealed partial class FetchFlights : IAsyncDisposable, IDisposable
{
    private readonly ConcurrentDictionary<string, Flight> flights = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();
    private readonly ILogger<FetchFlights> logger;

    public FetchFlights(ILogger<FetchFlights> logger) => this.logger = logger;

    /// <summary>Takes part in the fetch of a file, or begins it.</summary>
    public async ValueTask<FetchOutcome> OpenAsync(
        string key, DigestSet promised, Func<GrowingFile, CancellationToken, Task<FetchEnd>> fetch, CancellationToken cancellationToken)
    {
        while (true)
        {
            var flight = flights.GetOrAdd(key, static (_, promised) => new Flight(new GrowingFile(promised)), promised);
            if (!flight.File.TryAddReader())
            {
                // It ended this moment, and is about to be removed.
                flights.TryRemove(KeyValuePair.Create(key, flight));
                continue;
            }

            flight.StartOnce(() => RunAsync(key, flight, fetch));
            return await flight.File.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(flights.Values.Select(flight => flight.Done)).ConfigureAwait(false);
        stopping.Dispose();
    }

    // Flights that are under way hear of it and end by themselves; they still hold the token.
    public void Dispose() => stopping.Cancel();

    private async Task RunAsync(string key, Flight flight, Func<GrowingFile, CancellationToken, Task<FetchEnd>> fetch)
    {
        var file = flight.File;
        try
        {
            var end = await fetch(file, stopping.Token).ConfigureAwait(false);
            if (end.Failure is { } failure)
                LogFailed(failure.Reason);
            file.End(end);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            file.End(FetchEnd.Failed(new FetchFailure(FetchFailureKind.Unreachable, "The server is stopping.")));
        }
        catch (PulpException exception)
        {
            LogFailed(exception.Message);
            file.End(FetchEnd.Failed(FetchFailure.Of(exception)));
        }
        catch (Exception exception)
        {
            LogFault(exception);
            file.End(FetchEnd.Failed(new FetchFailure(FetchFailureKind.Storage, "The server failed to fetch the file; its log says why.")));
        }
        finally
        {
            flights.TryRemove(KeyValuePair.Create(key, flight));
        }
    }

    [LoggerMessage(EventId = 2401, Level = LogLevel.Warning, Message = "A file could not be fetched: {Reason}")]
    private partial void LogFailed(string reason);

    [LoggerMessage(EventId = 2402, Level = LogLevel.Error, Message = "Fetching a file failed")]
    private partial void LogFault(Exception exception);

    private sealed class Flight(GrowingFile file)
    {
        private readonly Lock gate = new();
        private Task? done;

        public GrowingFile File { get; } = file;

        public Task Done
        {
            get
            {
                lock (gate)
                    return done ?? Task.CompletedTask;
            }
        }

        public void StartOnce(Func<Task> start)
        {
            lock (gate)
                done ??= start();
        }
    }
}
