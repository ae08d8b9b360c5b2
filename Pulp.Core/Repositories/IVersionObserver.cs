namespace Pulp.Repositories;

/// <summary>
/// Is told of each new version after it is durable and visible.
/// </summary>
/// <remarks>Each observer is told, also when another one fails. A failure is reported as that of the change, which is done.</remarks>
public interface IVersionObserver
{
    /// <summary>Follows a new version.</summary>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Cancels. Who canceled the change itself does not cancel this.</param>
    /// <returns>A task.</returns>
    Task CompletedAsync(RepositoryVersion version, CancellationToken cancellationToken);

    /// <summary>Follows a change that made no version because the latest holds all of it: the moment to do again what failed, or did not end, when that was new.</summary>
    /// <param name="latest">The latest version.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A task.</returns>
    Task UnchangedAsync(RepositoryVersion latest, CancellationToken cancellationToken) => Task.CompletedTask;
}
