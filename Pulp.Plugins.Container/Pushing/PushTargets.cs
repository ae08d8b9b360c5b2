using Pulp.Access;
using Pulp.Distributions;
using Pulp.Domains;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Protocol;
using Pulp.Plugins.Container.Registry;
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
    private readonly RepositoryChanges repositories;
    private readonly IAccessEvaluator access;
    private readonly ResourceNames names;
    private readonly DistributionTable distributions;

    public PushTargets(IPulpDatabase database, ResourceChanges resources, RepositoryChanges repositories, IAccessEvaluator access, ResourceNames names, DistributionTable distributions)
    {
        this.database = database;
        this.resources = resources;
        this.repositories = repositories;
        this.access = access;
        this.names = names;
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
            return RepositoryOf(known);
        if (!RepositoryName.TryParse(name, out _))
            throw new RegistryException(RegistryError.NameInvalid, "The repository's name is malformed.") { Detail = name };
        var (repository, isNew) = await EnsureRepositoryAsync(name, caller, cancellationToken).ConfigureAwait(false);
        var distribution = NewDistribution(name) with { Repository = repository.Id };
        if (await resources.CreateAsync(distribution, caller.User?.Id, cancellationToken).ConfigureAwait(false) is ChangeOutcome.Done)
            return repository.Id;
        // Another push to the same name came first; or the distribution's name is taken elsewhere.
        if (Find(name) is { } other)
            return RepositoryOf(other);
        if (isNew)
            await repositories.DeleteAsync(repository.Id, CancellationToken.None).ConfigureAwait(false);
        throw new RegistryException(RegistryError.Denied, $"A distribution of the name '{name}' serves another path; create one for this path, or push to another name.");
    }

    /// <summary>Describes the distribution that the first push to a name makes.</summary>
    public static ContainerDistribution NewDistribution(string name) => new() { Name = name, BasePath = name };

    /// <summary>Describes the repository that the first push to a name makes.</summary>
    public static ContainerRepository NewRepository(string name) => new() { Name = name, MadeByPush = true };

    private static Guid RepositoryOf(ContainerDistribution distribution) => distribution.Repository
        ?? throw new RegistryException(RegistryError.Denied, "This name serves a fixed version, or nothing; only a distribution of a repository takes pushes.");

    private ContainerDistribution? Find(string name) => distributions.TryGet(Domain.DefaultId, name, out var found) ? found as ContainerDistribution : null;

    private async Task<(Repository Repository, bool IsNew)> EnsureRepositoryAsync(string name, Caller caller, CancellationToken cancellationToken)
    {
        if (await FindRepositoryAsync(name, cancellationToken).ConfigureAwait(false) is null
            && await resources.CreateAsync(NewRepository(name), caller.User?.Id, cancellationToken).ConfigureAwait(false) is ChangeOutcome.Done { Resource: Repository created })
            return (created, true);
        if (await FindRepositoryAsync(name, cancellationToken).ConfigureAwait(false) is not { } repository)
            throw new RegistryException(RegistryError.Unavailable, "The repository was removed meanwhile; try again.");
        return repository is ContainerRepository
            && await access.IsAllowedAsync(caller, "container.modify_containerrepository", names.PrnOf(repository), cancellationToken).ConfigureAwait(false)
                ? (repository, false)
                : throw new RegistryException(RegistryError.Denied, $"There is a repository of the name '{name}' that you may not change.");
    }

    private Task<Repository?> FindRepositoryAsync(string name, CancellationToken cancellationToken) => database.ReadAsync(
        async session => await session.Resources.FindAsync(ResourceKind.Repository, Domain.DefaultId, name).ConfigureAwait(false) as Repository, cancellationToken);
}
