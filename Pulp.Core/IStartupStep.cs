namespace Pulp;

/// <summary>
/// Does something once when a Pulp starts, before it serves and before tasks run.
/// </summary>
public interface IStartupStep
{
    /// <summary>Gets when the step runs: lower numbers first, steps of the same number in the order of their registration.</summary>
    int Order { get; }

    /// <summary>Runs the step.</summary>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>A task.</returns>
    Task RunAsync(CancellationToken cancellationToken);
}
