using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Publications;

/// <summary>
/// Publishes each new version of a repository that asks for it, unless a publication came with the version already.
/// </summary>
internal sealed class Autopublishing : IVersionObserver
{
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly PublicationRunner runner;

    public Autopublishing(IPulpDatabase database, PulpCatalog catalog, PublicationRunner runner)
    {
        this.database = database;
        this.catalog = catalog;
        this.runner = runner;
    }

    public Task CompletedAsync(RepositoryVersion version, CancellationToken cancellationToken) => PublishAsync(version, cancellationToken);

    public Task UnchangedAsync(RepositoryVersion latest, CancellationToken cancellationToken) => PublishAsync(latest, cancellationToken);

    /// <summary>Publishes a version, unless it is published or its repository does not ask for it.</summary>
    /// <returns>The publication, or null.</returns>
    public async Task<Publication?> PublishAsync(RepositoryVersion version, CancellationToken cancellationToken)
    {
        if (!catalog.ResourceTypes.OfType<RepositoryType>().Any(type => type.Autopublish is not null))
            return null;
        var (repository, isPublished) = await database.ReadAsync(
            async session => (
                await session.Resources.GetAsync(version.RepositoryId).ConfigureAwait(false) as Repository,
                await NewestPublications.OfVersionAsync(session, version.Id).ConfigureAwait(false) is not null),
            cancellationToken).ConfigureAwait(false);
        if (repository is null || isPublished || catalog.TypeOf(repository).Autopublish is not { } autopublish || autopublish.Switch.GetValue(repository) is not true)
            return null;
        var publication = autopublish.Create(repository) with { RepositoryVersion = version.Id, DomainId = repository.DomainId };
        return await runner.PublishPresentAsync(publication, instead: null, cancellationToken).ConfigureAwait(false);
    }
}
