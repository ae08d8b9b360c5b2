namespace Pulp.Repositories;

/// <summary>
/// Is told of each new version after it is durable and visible.
/// </summary>
public interface IVersionObserver
{
    /// <summary>Follows a new version.</summary>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A task.</returns>
    Task CompletedAsync(RepositoryVersion version, CancellationToken cancellationToken);
}
