using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Publications;

/// <summary>
/// Publishes each new version of a repository whose <c>Autopublish</c> property is true.
/// </summary>
internal sealed class Autopublishing : IVersionObserver
{
    private const string Property = "Autopublish";
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly PublicationRunner runner;

    public Autopublishing(IPulpDatabase database, PulpCatalog catalog, PublicationRunner runner)
    {
        this.database = database;
        this.catalog = catalog;
        this.runner = runner;
    }

    public async Task CompletedAsync(RepositoryVersion version, CancellationToken cancellationToken)
    {
        if (!catalog.ResourceTypes.OfType<RepositoryType>().Any(type => type.Autopublish is not null))
            return;
        var repository = await database.ReadAsync(session => session.Resources.GetAsync(version.RepositoryId), cancellationToken).ConfigureAwait(false) as Repository;
        if (repository is null || catalog.TypeOf(repository).Autopublish is not { } type)
            return;
        if (catalog.TypeOf(repository).Fields.FirstOrDefault(field => field.Property.Name == Property)?.GetValue(repository) is not true)
            return;
        var publication = (Publication)Activator.CreateInstance(type)! with { RepositoryVersion = version.Id, DomainId = repository.DomainId };
        await runner.PublishAsync(publication, ownerId: null, cancellationToken).ConfigureAwait(false);
    }
}
