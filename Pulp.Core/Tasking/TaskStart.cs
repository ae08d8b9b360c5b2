namespace Pulp.Tasking;

/// <summary>
/// Lets tasks run, after everything else is as it must be.
/// </summary>
internal sealed class TaskStart : IStartupStep
{
    private readonly TaskDispatcher dispatcher;

    public TaskStart(TaskDispatcher dispatcher) => this.dispatcher = dispatcher;

    public int Order => 1000;

    public Task RunAsync(CancellationToken cancellationToken) => dispatcher.StartAsync(cancellationToken);
}
