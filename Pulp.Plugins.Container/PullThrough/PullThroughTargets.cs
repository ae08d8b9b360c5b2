using Pulp.Distributions;
using Pulp.Domains;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Protocol;
using Pulp.Queries;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Plugins.Container.PullThrough;

/// <summary>
/// Makes repository, remote and distribution for a name that is pulled through for the first time: all in one transaction, and after upstream has shown that the name is there.
/// </summary>
/// <remarks>What it makes has no owner: who pulls an image first may not change it for the others.</remarks>
internal sealed class PullThroughTargets
{
    private readonly IPulpDatabase database;
    private readonly ResourceChanges resources;

    public PullThroughTargets(IPulpDatabase database, ResourceChanges resources)
    {
        this.database = database;
        this.resources = resources;
    }

    /// <summary>Describes the remote of a name as it would be made.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="name">The repository's name here.</param>
    /// <param name="upstreamName">Its name upstream.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="RegistryException">The cache does not take the name.</exception>
    public async Task<ContainerRemote> DescribeAsync(ContainerPullThroughDistribution cache, string name, string upstreamName, CancellationToken cancellationToken)
    {
        var origin = cache.Remote is { } id
            ? await database.ReadAsync(session => session.Resources.GetAsync(id), cancellationToken).ConfigureAwait(false) as ContainerPullThroughRemote
            : null;
        if (origin is null || !NameChoice.Takes(origin, upstreamName))
            throw new RegistryException(RegistryError.NameUnknown, "There is no such repository, and none may be pulled through under this name.") { Detail = name };
        var remote = new ContainerRemote { Name = name, Url = origin.Url, UpstreamName = upstreamName, Policy = Remotes.DownloadPolicy.OnDemand, PullThroughRemote = origin.Id, MadeByPull = true };
        return PullThroughFollowers.Connected(remote, origin);
    }

    /// <summary>Makes what is missing for a name: at its first pull everything, and the repository again when that alone was deleted.</summary>
    /// <param name="cacheId">The cache.</param>
    /// <param name="described">The remote as it was described.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The distribution.</returns>
    /// <exception cref="RegistryException">The name is taken by what the cache did not make.</exception>
    public Task<ContainerDistribution> MakeAsync(Guid cacheId, ContainerRemote described, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            var name = described.Name;
            var other = await FindAsync(session, name).ConfigureAwait(false);
            if (other is ContainerDistribution { Remote: not null, Repository: not null } complete)
                return complete;
            var emptied = other is ContainerDistribution { Repository: null, RepositoryVersion: null } made && made.PullThroughDistribution == cacheId ? made : null;
            if (other is not null && emptied is null)
                throw Taken("distribution", name);
            if (await session.Resources.GetAsync(cacheId).ConfigureAwait(false) is not ContainerPullThroughDistribution cache)
                throw new RegistryException(RegistryError.NameUnknown, "The pull-through distribution was removed meanwhile.") { Detail = name };
            var remote = await GetRemoteAsync(session, described).ConfigureAwait(false);
            var repository = await GetRepositoryAsync(session, name, remote).ConfigureAwait(false);
            if (emptied is not null)
                return Require<ContainerDistribution>(await resources.UpdateAsync(session, emptied with { Repository = repository.Id, Remote = remote.Id }).ConfigureAwait(false), name);
            return await CreateAsync(session, new ContainerDistribution
            {
                Name = name, BasePath = name, Repository = repository.Id, Remote = remote.Id, PullThroughDistribution = cache.Id,
                Private = cache.Private, ContentGuard = cache.ContentGuard, Hidden = cache.Hidden,
            }).ConfigureAwait(false);
        },
        cancellationToken);

    // From an earlier distribution of the same name that was deleted, remote and repository may be there still.
    private async ValueTask<ContainerRemote> GetRemoteAsync(IStoreSession session, ContainerRemote described) =>
        await session.Resources.FindAsync(ResourceKind.Remote, Domain.DefaultId, described.Name).ConfigureAwait(false) switch
        {
            null => await CreateAsync(session, described).ConfigureAwait(false),
            ContainerRemote known when known.PullThroughRemote == described.PullThroughRemote && known.UpstreamName == described.UpstreamName => known,
            // The cache's remote was deleted and made anew since.
            ContainerRemote { PullThroughRemote: null, MadeByPull: true } left when left.Url == described.Url && left.UpstreamName == described.UpstreamName
                && await session.Resources.GetAsync(described.PullThroughRemote!.Value).ConfigureAwait(false) is ContainerPullThroughRemote origin =>
                Require<ContainerRemote>(await resources.UpdateAsync(session, PullThroughFollowers.Connected(left, origin) with { PullThroughRemote = origin.Id }).ConfigureAwait(false), left.Name),
            _ => throw Taken("remote", described.Name),
        };

    private async ValueTask<ContainerRepository> GetRepositoryAsync(IStoreSession session, string name, ContainerRemote remote) =>
        await session.Resources.FindAsync(ResourceKind.Repository, Domain.DefaultId, name).ConfigureAwait(false) switch
        {
            null => await CreateAsync(session, new ContainerRepository { Name = name, Remote = remote.Id, RetainRepoVersions = 1 }).ConfigureAwait(false),
            ContainerRepository known when known.Remote == remote.Id => known,
            _ => throw Taken("repository", name),
        };

    private static async ValueTask<Distribution?> FindAsync(IStoreSession session, string basePath)
    {
        var query = new Query { Where = Condition.Equal("base_path", basePath), Limit = 1, WithCount = false };
        return (await session.Resources.QueryAsync(ResourceKind.Distribution, null, Domain.DefaultId, query).ConfigureAwait(false)).Items.OfType<Distribution>().FirstOrDefault();
    }

    private async ValueTask<T> CreateAsync<T>(IStoreSession session, T resource)
        where T : NamedResource => Require<T>(await resources.CreateAsync(session, resource, ownerId: null).ConfigureAwait(false), resource.Name);

    private static T Require<T>(ChangeOutcome outcome, string name)
        where T : Resource => outcome switch
        {
            ChangeOutcome.Done { Resource: T done } => done,
            ChangeOutcome.Invalid invalid => throw new RegistryException(RegistryError.Denied, $"What is pulled through under '{name}' cannot be kept: {new InvalidResourceException(invalid.Errors).Message}"),
            _ => throw new RegistryException(RegistryError.Unavailable, "The name was changed by someone else at the same time; try again."),
        };

    private static RegistryException Taken(string what, string name) =>
        new(RegistryError.Denied, $"There is a {what} of the name '{name}' that the pull-through distribution did not make.");
}
