namespace Pulp.Publications;

/// <summary>
/// Generates the files of a publication.
/// </summary>
public interface IPublisher
{
    /// <summary>Generates metadata and names published files.</summary>
    /// <param name="context">The version, and where the files go.</param>
    /// <param name="cancellationToken">Cancels publishing; nothing of it remains.</param>
    /// <returns>A task.</returns>
    Task PublishAsync(PublicationContext context, CancellationToken cancellationToken);
}
