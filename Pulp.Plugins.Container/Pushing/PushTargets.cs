using Pulp.Access;
using Pulp.Distributions;
using Pulp.Domains;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Protocol;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Plugins.Container.Pushing;

/// <summary>
/// Finds the repository that a push goes to; the first push to a name makes repository and distribution, which belong to the user then.
/// </summary>
internal sealed class PushTargets
{
    private readonly IPulpDatabase database;
    private readonly ResourceChanges resources;
    private readonly RepositoryChanges changes;
    private readonly PushRepositories repositories;
    private readonly DistributionTable distributions;

    public PushTargets(IPulpDatabase database, ResourceChanges resources, RepositoryChanges changes, PushRepositories repositories, DistributionTable distributions)
    {
        this.database = database;
        this.resources = resources;
        this.changes = changes;
        this.repositories = repositories;
        this.distributions = distributions;
    }

    /// <summary>Gets the repository of a name.</summary>
    /// <param name="name">The name, checked for the permission to push.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The repository's identifier.</returns>
    /// <exception cref="RegistryException">The name cannot be, serves something fixed, or is taken by what the caller may not change.</exception>
    public async Task<Guid> GetAsync(string name, Caller caller, CancellationToken cancellationToken)
    {
        if (Find(name) is { } known)
            return known.Repository ?? await FillAsync(known, caller, cancellationToken).ConfigureAwait(false);
        if (!RepositoryName.TryParse(name, out _))
            throw new RegistryException(RegistryError.NameInvalid, "The repository's name is malformed.") { Detail = name };
        var (repository, isNew) = await repositories.EnsureAsync(name, caller, cancellationToken).ConfigureAwait(false);
        var distribution = NewDistribution(name) with { Repository = repository.Id };
        if (await resources.CreateAsync(distribution, caller.User?.Id, cancellationToken).ConfigureAwait(false) is ChangeOutcome.Done)
            return repository.Id;
        // Another push to the same name came first; or the distribution's name is taken elsewhere.
        if (Find(name) is { } other)
            return RepositoryOf(other);
        if (isNew)
            await changes.DeleteAsync(repository.Id, CancellationToken.None).ConfigureAwait(false);
        throw new RegistryException(RegistryError.Denied, $"A distribution of the name '{name}' serves another path; create one for this path, or push to another name.");
    }

    /// <summary>Describes the distribution that the first push to a name makes.</summary>
    public static ContainerDistribution NewDistribution(string name) => new() { Name = name, BasePath = name };

    private static bool ServesNothing(ContainerDistribution distribution) => distribution is { Repository: null, RepositoryVersion: null, Remote: null };

    private static Guid RepositoryOf(ContainerDistribution distribution) => distribution.Repository
        ?? throw new RegistryException(RegistryError.Denied, "This name serves a fixed version, or what upstream has; only a distribution of a repository takes pushes.");

    // One that was made by hand before the first push, or whose repository was deleted.
    private async Task<Guid> FillAsync(ContainerDistribution distribution, Caller caller, CancellationToken cancellationToken)
    {
        if (!ServesNothing(distribution))
            return RepositoryOf(distribution);
        var (repository, _) = await repositories.EnsureAsync(distribution.BasePath, caller, cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(
            async session =>
            {
                if (await session.Resources.GetAsync(distribution.Id).ConfigureAwait(false) is not ContainerDistribution current)
                    throw new RegistryException(RegistryError.NameUnknown, "The distribution was removed meanwhile.");
                if (!ServesNothing(current))
                    return RepositoryOf(current);
                return await resources.UpdateAsync(session, current with { Repository = repository.Id }).ConfigureAwait(false) is ChangeOutcome.Done
                    ? repository.Id
                    : throw new RegistryException(RegistryError.Unavailable, "The distribution was changed meanwhile; try again.");
            },
            cancellationToken).ConfigureAwait(false);
    }

    private ContainerDistribution? Find(string name) => distributions.TryGet(Domain.DefaultId, name, out var found) ? found as ContainerDistribution : null;
}
