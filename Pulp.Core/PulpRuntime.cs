using Pulp.Stores;

namespace Pulp;

/// <summary>
/// Starts a Pulp: opens the database, brings everything into the state it must be in, then lets work begin.
/// </summary>
/// <remarks>A host with hosted services starts it by itself. An application without one calls <see cref="StartAsync"/> once before it uses Pulp.</remarks>
public sealed class PulpRuntime
{
    private readonly IPulpDatabase database;
    private readonly IReadOnlyList<IStartupStep> steps;
    private readonly Lock sync = new();
    private Task? start;

    /// <summary>Initializes the runtime.</summary>
    /// <param name="database">The database.</param>
    /// <param name="steps">What is done at start.</param>
    public PulpRuntime(IPulpDatabase database, IEnumerable<IStartupStep> steps)
    {
        this.database = database;
        this.steps = [.. steps.OrderBy(step => step.Order)];
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

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await database.InitializeAsync(cancellationToken).ConfigureAwait(false);
        foreach (var step in steps)
            await step.RunAsync(cancellationToken).ConfigureAwait(false);
    }
}
