using Pulp.Access;
using Pulp.Domains;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Protocol;
using Pulp.Plugins.Container.Registry;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Plugins.Container.Pushing;

/// <summary>
/// Finds the repository that has the name of an image, or makes it for the user who pushes.
/// </summary>
internal sealed class PushRepositories
{
    private readonly IPulpDatabase database;
    private readonly ResourceChanges resources;
    private readonly IAccessEvaluator access;
    private readonly Governors governors;
    private readonly ResourceNames names;

    public PushRepositories(IPulpDatabase database, ResourceChanges resources, IAccessEvaluator access, Governors governors, ResourceNames names)
    {
        this.database = database;
        this.resources = resources;
        this.access = access;
        this.governors = governors;
        this.names = names;
    }

    /// <summary>Describes the repository that the first push to a name makes.</summary>
    public static ContainerRepository Describe(string name) => new() { Name = name, MadeByPush = true };

    /// <summary>Gets the repository of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The repository, with whether it was made now.</returns>
    /// <exception cref="RegistryException">The caller may neither make it nor change it.</exception>
    public async Task<(Repository Repository, bool IsNew)> EnsureAsync(string name, Caller caller, CancellationToken cancellationToken)
    {
        if (await FindAsync(name, cancellationToken).ConfigureAwait(false) is null)
        {
            if (!await governors.MayCreateAsync(caller, Describe(name), cancellationToken).ConfigureAwait(false))
                throw new RegistryException(RegistryError.Denied, $"You do not have the permission to create the repository '{name}'.");
            if (await resources.CreateAsync(Describe(name), caller.User?.Id, cancellationToken).ConfigureAwait(false) is ChangeOutcome.Done { Resource: Repository created })
                return (created, true);
        }

        if (await FindAsync(name, cancellationToken).ConfigureAwait(false) is not { } repository)
            throw new RegistryException(RegistryError.Unavailable, "The repository was removed meanwhile; try again.");
        return repository is ContainerRepository
            && await access.IsAllowedAsync(caller, "container.modify_containerrepository", names.PrnOf(repository), cancellationToken).ConfigureAwait(false)
                ? (repository, false)
                : throw new RegistryException(RegistryError.Denied, $"There is a repository of the name '{name}' that you may not change.");
    }

    private Task<Repository?> FindAsync(string name, CancellationToken cancellationToken) => database.ReadAsync(
        async session => await session.Resources.FindAsync(ResourceKind.Repository, Domain.DefaultId, name).ConfigureAwait(false) as Repository, cancellationToken);
}
