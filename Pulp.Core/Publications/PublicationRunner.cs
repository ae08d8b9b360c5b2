using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.Publications;

/// <summary>
/// Makes publications: runs the type's publisher over one version and completes the publication, or removes it when the publisher fails.
/// </summary>
public sealed class PublicationRunner
{
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly ResourceChanges resources;
    private readonly IArtifactStorage storage;
    private readonly IServiceScopeFactory scopes;
    private readonly PulpOptions options;

    /// <summary>Initializes the service.</summary>
    /// <param name="database">Where publications are kept.</param>
    /// <param name="catalog">The registered types.</param>
    /// <param name="resources">Saves the publication.</param>
    /// <param name="storage">Where generated files are kept.</param>
    /// <param name="scopes">Creates plugins' publishers.</param>
    /// <param name="options">The settings.</param>
    public PublicationRunner(
        IPulpDatabase database, PulpCatalog catalog, ResourceChanges resources, IArtifactStorage storage, IServiceScopeFactory scopes, IOptions<PulpOptions> options)
    {
        this.database = database;
        this.catalog = catalog;
        this.resources = resources;
        this.storage = storage;
        this.scopes = scopes;
        this.options = options.Value;
    }

    /// <summary>Publishes a version.</summary>
    /// <param name="publication">The publication to make, which names the version.</param>
    /// <param name="ownerId">The user who becomes its owner; null for none.</param>
    /// <param name="cancellationToken">Cancels publishing; nothing of it remains.</param>
    /// <returns>The complete publication.</returns>
    /// <exception cref="InvalidResourceException">The version does not exist or does not fit the type.</exception>
    public Task<Publication> PublishAsync(Publication publication, long? ownerId = null, CancellationToken cancellationToken = default) =>
        PublishAsync(publication, PublisherOf((PublicationType)catalog.ResourceTypeOf(publication)), ownerId, cancellationToken);

    /// <summary>Publishes a version by what is given instead of the type's publisher; null pins the version only.</summary>
    internal async Task<Publication> PublishAsync(Publication publication, Func<PublicationContext, CancellationToken, Task>? publish, long? ownerId, CancellationToken cancellationToken)
    {
        var type = (PublicationType)catalog.ResourceTypeOf(publication);
        var (repository, version) = await database.ReadAsync(session => FindAsync(session, publication, type), cancellationToken).ConfigureAwait(false);
        var created = await resources.CreateAsync(publication with { Complete = publish is null, PassThrough = publish is null }, ownerId, cancellationToken).ConfigureAwait(false) switch
        {
            ChangeOutcome.Done done => (Publication)done.Resource,
            ChangeOutcome.Invalid invalid => throw new InvalidResourceException(invalid.Errors),
            _ => throw new InvalidOperationException("Creating a publication ends as done or invalid."),
        };
        if (publish is null)
            return created;

        try
        {
            var context = new RunningPublication(database, catalog, storage, [.. options.ContentChecksums]) { Publication = created, Repository = repository, Version = version };
            await publish(context, cancellationToken).ConfigureAwait(false);
            await context.FlushAsync(cancellationToken).ConfigureAwait(false);
            return await resources.UpdateAsync(created with { Complete = true, PassThrough = context.PassesThrough }, cancellationToken).ConfigureAwait(false) is ChangeOutcome.Done done
                ? (Publication)done.Resource
                : throw new PublicationException("The publication was deleted while it was made.");
        }
        catch
        {
            await resources.DeleteAsync(created.Id, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Publishes a version that was just made, by what is given instead of the type's publisher, unless the version goes meanwhile: another change made a newer one, and this was not to be kept.</summary>
    /// <returns>The publication; null when the version is gone.</returns>
    internal async Task<Publication?> PublishPresentAsync(Publication publication, Func<PublicationContext, CancellationToken, Task>? instead, CancellationToken cancellationToken)
    {
        try
        {
            return await PublishAsync(
                publication, instead ?? PublisherOf((PublicationType)catalog.ResourceTypeOf(publication)), ownerId: null, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            if (await database.ReadAsync(session => session.Versions.GetAsync(publication.RepositoryVersion), CancellationToken.None).ConfigureAwait(false) is not null)
                throw;
            return null;
        }
    }

    private Func<PublicationContext, CancellationToken, Task>? PublisherOf(PublicationType type)
    {
        return type.Publisher is { } publisher ? RunAsync : null;

        async Task RunAsync(PublicationContext context, CancellationToken cancellationToken)
        {
            var scope = scopes.CreateAsyncScope();
            await using var disposingScope = scope.ConfigureAwait(false);
            await ((IPublisher)scope.ServiceProvider.GetRequiredService(publisher)).PublishAsync(context, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask<(Repository Repository, RepositoryVersion Version)> FindAsync(IStoreSession session, Publication publication, PublicationType type)
    {
        var version = await session.Versions.GetAsync(publication.RepositoryVersion).ConfigureAwait(false);
        var repository = version is null ? null : await session.Resources.GetAsync(version.RepositoryId).ConfigureAwait(false) as Repository;
        if (version is null || repository is null)
            throw Invalid("Object does not exist.");
        if (!type.RepositoryType.IsInstanceOfType(repository))
            throw Invalid($"A publication of type '{type.Name}' needs a version of a repository of the same type.");
        return (repository, version);

        static InvalidResourceException Invalid(string message) => new(new Dictionary<string, IReadOnlyList<string>> { ["repository_version"] = [message] });
    }
}
