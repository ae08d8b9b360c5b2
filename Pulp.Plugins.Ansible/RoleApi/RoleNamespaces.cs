using Pulp.Access;
using Pulp.Plugins.Ansible.Models;
using Pulp.Queries;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.RoleApi;

/// <summary>
/// Knows to whom the namespaces of roles belong: to the owners of the namespace that was made their provider, or else of the one with the same name.
/// </summary>
internal sealed class RoleNamespaces
{
    private const int AtOnce = 1000;
    private readonly IPulpDatabase database;
    private readonly ResourceChanges resources;
    private readonly ResourceType type;

    public RoleNamespaces(IPulpDatabase database, ResourceChanges resources, PulpCatalog catalog)
    {
        this.database = database;
        this.resources = resources;
        type = catalog.ResourceTypes.Single(other => other.ClrType == typeof(AnsibleNamespace));
    }

    /// <summary>Gets the name by which permissions are given on a namespace.</summary>
    public string PrnOf(AnsibleNamespace provider) => type.PrnOf(provider.Id);

    /// <summary>Finds a namespace of roles.</summary>
    public Task<RoleNamespace> FindAsync(string name, Guid domainId, CancellationToken cancellationToken) => database.ReadAsync(
        async session => new RoleNamespace(name, ProvidersOf(await AllAsync(session, domainId).ConfigureAwait(false)).GetValueOrDefault(name)), cancellationToken);

    /// <summary>Gets the namespaces of some names, in their order.</summary>
    /// <param name="names">The names.</param>
    /// <param name="domainId">The domain.</param>
    /// <param name="withGiven">Whether those are added that a provider was given.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<IReadOnlyList<RoleNamespace>> ListAsync(IEnumerable<string> names, Guid domainId, bool withGiven, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<RoleNamespace>>(
        async session =>
        {
            var all = await AllAsync(session, domainId).ConfigureAwait(false);
            var providers = ProvidersOf(all);
            return [.. names.Concat(withGiven ? all.SelectMany(provider => provider.RoleNamespaces) : []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(name => new RoleNamespace(name, providers.GetValueOrDefault(name)))];
        },
        cancellationToken);

    /// <summary>Gets the owners of namespaces, members of owning groups included, in the order of their logins.</summary>
    /// <param name="spaces">The namespaces; what belongs to nobody has no owners.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The owners of each, in the order of the namespaces.</returns>
    public Task<IReadOnlyList<(RoleNamespace Space, IReadOnlyList<User> Owners)>> OwnersAsync(IReadOnlyCollection<RoleNamespace> spaces, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<(RoleNamespace, IReadOnlyList<User>)>>(
            async session =>
            {
                var known = new Dictionary<Guid, IReadOnlyList<User>>();
                foreach (var provider in spaces.Select(space => space.Provider).OfType<AnsibleNamespace>().DistinctBy(provider => provider.Id))
                    known[provider.Id] = await OwnersAsync(session, provider).ConfigureAwait(false);
                return [.. spaces.Select(space => (space, space.Provider is { Id: var id } ? known[id] : []))];
            },
            cancellationToken);

    /// <summary>Gives a namespace to some users, and takes it from the others. Groups keep it.</summary>
    /// <param name="provider">The namespace.</param>
    /// <param name="userIds">Who is to own it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The owners; null, with nothing changed, when one of the users does not exist.</returns>
    public Task<IReadOnlyList<User>?> SetOwnersAsync(AnsibleNamespace provider, IReadOnlyCollection<long> userIds, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            foreach (var id in userIds)
            {
                if (await session.Access.Users.GetAsync(id).ConfigureAwait(false) is null)
                    return null;
            }

            var present = (await OwnerGrantsAsync(session, provider).ConfigureAwait(false)).Where(grant => grant.UserId is not null).ToList();
            foreach (var grant in present.Where(grant => !userIds.Contains(grant.UserId!.Value)))
                await session.Access.Grants.RemoveAsync(grant.Id).ConfigureAwait(false);
            foreach (var id in userIds.Where(id => present.TrueForAll(grant => grant.UserId != id)))
                await session.Access.Grants.AddAsync(new Grant(Guid.Empty, id, null, BuiltInRoles.OwnerOf(type), provider.Id.ToString(), PrnOf(provider), default)).ConfigureAwait(false);
            return (IReadOnlyList<User>?)await OwnersAsync(session, provider).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Makes a namespace of roles that belongs to a user.</summary>
    /// <returns>How it ended.</returns>
    public Task<ChangeOutcome> CreateAsync(string name, Guid domainId, long? ownerId, CancellationToken cancellationToken) =>
        resources.CreateAsync(new AnsibleNamespace { Name = name, DomainId = domainId, RoleNamespaces = [name] }, ownerId, cancellationToken);

    /// <summary>Makes a namespace the provider of a namespace of roles, in place of another.</summary>
    public Task BindAsync(string name, AnsibleNamespace provider, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            foreach (var other in await AllAsync(session, provider.DomainId).ConfigureAwait(false))
            {
                var wanted = other.RoleNamespaces.Where(given => given != name).Concat(other.Id == provider.Id ? [name] : []).ToList();
                if (!wanted.SequenceEqual(other.RoleNamespaces, StringComparer.Ordinal) && await resources.UpdateAsync(session, other with { RoleNamespaces = wanted }).ConfigureAwait(false) is not ChangeOutcome.Done)
                    throw new InvalidOperationException($"The namespace '{other.Name}' was read and cannot be saved.");
            }

            return true;
        },
        cancellationToken);

    /// <summary>Finds a namespace by its identifier or its name.</summary>
    public Task<AnsibleNamespace?> FindProviderAsync(string text, Guid domainId, CancellationToken cancellationToken) => database.ReadAsync(
        async session => Guid.TryParse(text, out var id)
            ? await session.Resources.GetAsync(id).ConfigureAwait(false) is AnsibleNamespace found && found.DomainId == domainId ? found : null
            : await session.Resources.FindAsync(ResourceKind.Custom, domainId, text, type).ConfigureAwait(false) as AnsibleNamespace,
        cancellationToken);

    // By the name of the namespace of roles. Two that were made at once may both have been given one: then it is the first one's.
    private static Dictionary<string, AnsibleNamespace> ProvidersOf(IReadOnlyList<AnsibleNamespace> all)
    {
        var providers = new Dictionary<string, AnsibleNamespace>(StringComparer.Ordinal);
        foreach (var (name, provider) in all.SelectMany(provider => provider.RoleNamespaces.Select(name => (name, provider))).Concat(all.Select(provider => (provider.Name, provider))))
            providers.TryAdd(name, provider);
        return providers;
    }

    private async ValueTask<IReadOnlyList<AnsibleNamespace>> AllAsync(IStoreSession session, Guid domainId)
    {
        var all = new List<AnsibleNamespace>();
        for (Page<Resource> page; ;)
        {
            page = await session.Resources.QueryAsync(ResourceKind.Custom, type, domainId, new Query { Offset = all.Count, Limit = AtOnce, WithCount = false }).ConfigureAwait(false);
            all.AddRange(page.Items.Cast<AnsibleNamespace>());
            if (page.Items.Count < AtOnce)
                return all;
        }
    }

    private async ValueTask<IReadOnlyList<User>> OwnersAsync(IStoreSession session, AnsibleNamespace provider)
    {
        var owners = new List<User>();
        foreach (var grant in await OwnerGrantsAsync(session, provider).ConfigureAwait(false))
        {
            if (grant.UserId is { } userId && await session.Access.Users.GetAsync(userId).ConfigureAwait(false) is { } user)
                owners.Add(user);
            else if (grant.GroupId is { } groupId)
                owners.AddRange(await session.Access.Groups.MembersAsync(groupId).ConfigureAwait(false));
        }

        return [.. owners.DistinctBy(owner => owner.Id).OrderBy(owner => owner.Username, StringComparer.Ordinal)];
    }

    private async ValueTask<IEnumerable<Grant>> OwnerGrantsAsync(IStoreSession session, AnsibleNamespace provider) =>
        (await session.Access.Grants.OnObjectAsync(provider.Id.ToString()).ConfigureAwait(false)).Where(grant => grant.ObjectPrn == PrnOf(provider) && grant.RoleName == BuiltInRoles.OwnerOf(type));
}
