using Pulp.Schedules;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp;

/// <summary>
/// Starts a Pulp: opens the database, brings everything into the state it must be in, then lets tasks and schedules run.
/// </summary>
/// <remarks>A host with hosted services starts and stops it by itself. An application without one calls <see cref="StartAsync"/> once before it uses Pulp; disposing the service provider stops it, best asynchronously: <see cref="Dispose"/> waits for nothing.</remarks>
public sealed class PulpRuntime : IAsyncDisposable, IDisposable
{
    private readonly IPulpDatabase database;
    private readonly IReadOnlyList<IStartupStep> steps;
    private readonly TaskDispatcher tasks;
    private readonly ScheduleRunner schedules;
    private readonly Lock sync = new();
    private Task? start;

    /// <summary>Initializes the runtime.</summary>
    /// <param name="database">The database.</param>
    /// <param name="steps">What is done at start.</param>
    /// <param name="tasks">Runs tasks.</param>
    /// <param name="schedules">Runs what is to run by itself.</param>
    public PulpRuntime(IPulpDatabase database, IEnumerable<IStartupStep> steps, TaskDispatcher tasks, ScheduleRunner schedules)
    {
        this.database = database;
        this.steps = [.. steps.OrderBy(step => step.Order)];
        this.tasks = tasks;
        this.schedules = schedules;
    }

    /// <summary>Starts, unless it is started already.</summary>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>A task that completes when Pulp can be used.</returns>
    /// <exception cref="StoreException">The database cannot be opened.</exception>
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        lock (sync)
        {
            if (start is null || start.IsFaulted || start.IsCanceled)
                start = RunAsync(cancellationToken);
            return start;
        }
    }

    /// <summary>Stops schedules, then tasks: running ones get their grace, waiting ones run after the next start.</summary>
    /// <param name="cancellationToken">Cuts the grace short.</param>
    /// <returns>A task that completes when nothing runs.</returns>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await schedules.StopAsync(cancellationToken).ConfigureAwait(false);
        await tasks.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    /// <summary>Stops without waiting: running tasks are told to end, and the next start records those that did not as interrupted.</summary>
    public void Dispose()
    {
        schedules.Dispose();
        tasks.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await database.InitializeAsync(cancellationToken).ConfigureAwait(false);
        foreach (var step in steps)
            await step.RunAsync(cancellationToken).ConfigureAwait(false);
        await tasks.StartAsync(cancellationToken).ConfigureAwait(false);
        await schedules.StartAsync(cancellationToken).ConfigureAwait(false);
    }
}
