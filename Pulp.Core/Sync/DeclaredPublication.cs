using Pulp.Publications;

namespace Pulp.Sync;

/// <summary>
/// Says how the version that the sync ends with is published, for example with upstream's own metadata files when it is mirrored.
/// </summary>
/// <remarks>
/// It takes the place of the publication that a repository asks for after each new version. Without a new version it is made only when the latest has none. Where a
/// unit was left out or refused, or somebody changed the repository meanwhile, the type's own publisher makes it: upstream's files would name other content than is here.
/// </remarks>
public sealed class DeclaredPublication : SyncItem
{
    /// <summary>Initializes the item.</summary>
    /// <param name="publication">The publication; the version is filled in.</param>
    /// <param name="publish">Generates its files, when the sync is done. The sync's working directory is still there.</param>
    public DeclaredPublication(Publication publication, Func<PublicationContext, CancellationToken, Task> publish)
    {
        Publication = publication;
        PublishAsync = publish;
    }

    /// <summary>Gets the publication.</summary>
    public Publication Publication { get; }

    /// <summary>Gets what generates its files.</summary>
    public Func<PublicationContext, CancellationToken, Task> PublishAsync { get; }
}
