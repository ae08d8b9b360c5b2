using Pulp.Access;
using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Resources;

/// <summary>
/// Creates, changes and deletes resources of every kind, each as one transaction: rules, storage, ownership and what is kept in memory.
/// </summary>
public sealed class ResourceChanges
{
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly IReadOnlyList<IResourceRule> rules;
    private readonly IReadOnlyList<IResourceObserver> observers;

    /// <summary>Initializes the service.</summary>
    /// <param name="database">Where resources are kept.</param>
    /// <param name="catalog">The registered types.</param>
    /// <param name="rules">What must hold.</param>
    /// <param name="observers">Who follows changes.</param>
    public ResourceChanges(IPulpDatabase database, PulpCatalog catalog, IEnumerable<IResourceRule> rules, IEnumerable<IResourceObserver> observers)
    {
        this.database = database;
        this.catalog = catalog;
        this.rules = [.. rules];
        this.observers = [.. observers];
    }

    /// <summary>Creates a resource. A repository begins with its empty version 0.</summary>
    /// <param name="resource">The resource, without identifier.</param>
    /// <param name="ownerId">The user who becomes its owner; null for none.</param>
    /// <param name="cancellationToken">Cancels while waiting for the database.</param>
    /// <returns>How it ended.</returns>
    public Task<ChangeOutcome> CreateAsync(Resource resource, long? ownerId = null, CancellationToken cancellationToken = default) =>
        WriteAsync(session => CreateAsync(session, resource, ownerId), cancellationToken);

    /// <summary>Saves a changed resource.</summary>
    /// <param name="resource">The changed copy of a resource that was read; it is refused when another change came first.</param>
    /// <param name="cancellationToken">Cancels while waiting for the database.</param>
    /// <returns>How it ended.</returns>
    public Task<ChangeOutcome> UpdateAsync(Resource resource, CancellationToken cancellationToken = default) =>
        WriteAsync(session => UpdateAsync(session, resource), cancellationToken);

    /// <summary>Deletes a resource; references to it follow their declared behaviour.</summary>
    /// <param name="id">The identifier.</param>
    /// <param name="cancellationToken">Cancels while waiting for the database.</param>
    /// <returns>How it ended.</returns>
    /// <remarks>For a repository use <see cref="RepositoryChanges.DeleteAsync"/>, which removes its versions in parts first.</remarks>
    public Task<ChangeOutcome> DeleteAsync(Guid id, CancellationToken cancellationToken = default) =>
        WriteAsync(session => DeleteAsync(session, id), cancellationToken);

    /// <summary>Checks whether a resource may be deleted, without deleting it.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Why it must stay, by REST field; empty when it need not.</returns>
    public Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> CheckDeletionAsync(Resource resource, CancellationToken cancellationToken = default) =>
        database.ReadAsync(session => DeletionErrorsAsync(session, resource), cancellationToken);

    /// <summary>Checks a resource that would be created or changed, without saving it.</summary>
    /// <param name="resource">The new resource, or the changed copy of one that was read.</param>
    /// <param name="cancellationToken">Cancels while waiting for the database.</param>
    /// <returns>What is wrong, by REST field name; empty when it would be accepted as things are now.</returns>
    public Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> CheckAsync(Resource resource, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async session =>
            {
                var previous = resource.Id == default ? null : await session.Resources.GetAsync(resource.Id).ConfigureAwait(false);
                var errors = await CheckAsync(session, resource, previous).ConfigureAwait(false);
                if (resource.GetKey() is { } key && key != previous?.GetKey())
                {
                    var type = catalog.ResourceTypeOf(resource);
                    var taken = await session.Resources.FindAsync(type.Kind, resource.DomainId, key, type.Kind == ResourceKind.Custom ? type : null).ConfigureAwait(false);
                    if (taken is not null && taken.Id != resource.Id)
                        errors.Add(resource is NamedResource ? "name" : FieldErrors.General, "This field must be unique.");
                }

                return errors.Messages;
            },
            cancellationToken);

    /// <summary>Creates a resource as part of a transaction, so that it comes together with others or not at all.</summary>
    /// <param name="session">The transaction. An outcome that cannot be accepted is undone by throwing.</param>
    /// <param name="resource">The resource, without identifier.</param>
    /// <param name="ownerId">The user who becomes its owner; null for none.</param>
    /// <returns>How it ended.</returns>
    public async ValueTask<ChangeOutcome> CreateAsync(IStoreSession session, Resource resource, long? ownerId)
    {
        var errors = await CheckAsync(session, resource, previous: null).ConfigureAwait(false);
        if (!errors.IsEmpty)
            return new ChangeOutcome.Invalid(errors.Messages);
        var type = catalog.ResourceTypeOf(resource);
        if (type.Governor is { } governor)
        {
            var (governed, refused) = await GovernAsync(session, governor, resource, ownerId).ConfigureAwait(false);
            if (refused is not null)
                return refused;
            resource = governed;
        }

        var outcome = await session.Resources.InsertAsync(resource).ConfigureAwait(false);
        if (outcome is not ResourceOutcome.Saved saved)
            return Explain(outcome);

        if (saved.Resource is Repository repository)
            await session.Versions.CreateFirstAsync(repository.Id).ConfigureAwait(false);
        if (ownerId is not null)
        {
            foreach (var role in new[] { BuiltInRoles.OwnerOf(type), type.CreatorRole }.OfType<string>())
                await session.Access.Grants.AddAsync(new Grant(Guid.Empty, ownerId, null, role, saved.Resource.Id.ToString(), type.PrnOf(saved.Resource.Id), default)).ConfigureAwait(false);
        }

        await NotifyAsync(session, saved.Resource, previous: null).ConfigureAwait(false);
        return new ChangeOutcome.Done(saved.Resource);
    }

    /// <summary>Saves a changed resource as part of a transaction.</summary>
    /// <param name="session">The transaction. An outcome that cannot be accepted is undone by throwing.</param>
    /// <param name="resource">The changed copy of a resource that was read in the transaction. It may have become one of another type of the same plugin and kind: roles on it go along.</param>
    /// <returns>How it ended.</returns>
    public async ValueTask<ChangeOutcome> UpdateAsync(IStoreSession session, Resource resource)
    {
        if (await session.Resources.GetAsync(resource.Id).ConfigureAwait(false) is not { } previous)
            return new ChangeOutcome.Missing();
        var errors = await CheckAsync(session, resource, previous).ConfigureAwait(false);
        if (!errors.IsEmpty)
            return new ChangeOutcome.Invalid(errors.Messages);
        var isConverted = previous.GetType() != resource.GetType();
        if (catalog.ResourceTypeOf(resource).Governor is { } governor && (isConverted || governor.KeyOf(resource) != governor.KeyOf(previous)))
        {
            var (governed, refused) = await GovernAsync(session, governor, resource, ownerId: null).ConfigureAwait(false);
            if (refused is not null)
                return refused;
            resource = governed;
        }

        var outcome = await session.Resources.UpdateAsync(resource).ConfigureAwait(false);
        if (outcome is not ResourceOutcome.Saved saved)
            return Explain(outcome);
        if (isConverted)
            await MoveGrantsAsync(session, catalog.ResourceTypeOf(previous), catalog.ResourceTypeOf(saved.Resource), saved.Resource.Id).ConfigureAwait(false);
        await NotifyAsync(session, saved.Resource, previous).ConfigureAwait(false);
        return new ChangeOutcome.Done(saved.Resource);
    }

    private static async ValueTask MoveGrantsAsync(IStoreSession session, ResourceType from, ResourceType to, Guid id)
    {
        foreach (var grant in await session.Access.Grants.OnObjectAsync(id.ToString()).ConfigureAwait(false))
        {
            var role = grant.RoleName == BuiltInRoles.OwnerOf(from) ? BuiltInRoles.OwnerOf(to) : grant.RoleName == BuiltInRoles.ViewerOf(from) ? BuiltInRoles.ViewerOf(to) : grant.RoleName;
            await session.Access.Grants.RemoveAsync(grant.Id).ConfigureAwait(false);
            await session.Access.Grants.AddAsync(grant with { Id = Guid.Empty, RoleName = role, ObjectPrn = to.PrnOf(id) }).ConfigureAwait(false);
        }
    }

    internal async ValueTask<ChangeOutcome> DeleteAsync(IStoreSession session, Guid id)
    {
        if (await session.Resources.GetAsync(id).ConfigureAwait(false) is not { } previous)
            return new ChangeOutcome.Missing();
        if (await DeletionErrorsAsync(session, previous).ConfigureAwait(false) is { Count: > 0 } errors)
            return new ChangeOutcome.Invalid(errors);
        var referring = await ReferringAsync(session, id).ConfigureAwait(false);
        var blocking = await session.Resources.DeleteAsync(id).ConfigureAwait(false);
        if (blocking.Count > 0)
            return StillUsed(blocking);

        foreach (var before in referring.Prepend(previous))
        {
            var now = before.Id == id ? null : await session.Resources.GetAsync(before.Id).ConfigureAwait(false);
            if (now is null)
            {
                await session.Access.Grants.RemoveObjectAsync(catalog.ResourceTypeOf(before).PrnOf(before.Id)).ConfigureAwait(false);
                await session.States.ClearAsync(before.Id).ConfigureAwait(false);
            }

            await NotifyAsync(session, now, before).ConfigureAwait(false);
        }

        return new ChangeOutcome.Done(previous);
    }

    /// <summary>Gets why a resource cannot be deleted as things are now, or null when it can.</summary>
    internal async ValueTask<ChangeOutcome?> WhyKeptAsync(IStoreSession session, Resource resource)
    {
        if (await DeletionErrorsAsync(session, resource).ConfigureAwait(false) is { Count: > 0 } errors)
            return new ChangeOutcome.Invalid(errors);
        return await session.Resources.BlockingAsync(resource.Id).ConfigureAwait(false) is { Count: > 0 } blocking ? StillUsed(blocking) : null;
    }

    // What refers to a resource, and to all that goes with it.
    private async ValueTask<IReadOnlyList<Resource>> ReferringAsync(IStoreSession session, Guid id)
    {
        var found = new List<Resource>();
        var going = new Queue<Guid>([id]);
        while (going.TryDequeue(out var target))
        {
            foreach (var referring in await session.Resources.ReferringAsync(target).ConfigureAwait(false))
            {
                if (referring.Id == id || found.Any(known => known.Id == referring.Id))
                    continue;
                found.Add(referring);
                if (catalog.ResourceTypeOf(referring).GoesWith(referring, target))
                    going.Enqueue(referring.Id);
            }
        }

        return found;
    }

    private async ValueTask<(Resource Governed, ChangeOutcome? Refused)> GovernAsync(IStoreSession session, Governor governor, Resource resource, long? ownerId)
    {
        if (governor.KeyOf(resource) is not { } key)
            return (governor.Put(resource, governorId: null), null);
        var type = catalog.ResourceTypeOf(governor.ClrType);
        if (await session.Resources.FindAsync(type.Kind, resource.DomainId, key, type).ConfigureAwait(false) is { } present)
            return (governor.Put(resource, present.Id), null);
        // Who may not make governors does not become the owner of one by making what it governs.
        var owner = ownerId is { } userId && await AccessEvaluator.HasEverywhereAsync(session, userId, type.Permission("add")).ConfigureAwait(false) ? ownerId : null;
        return await CreateAsync(session, governor.Create(key) with { DomainId = resource.DomainId }, owner).ConfigureAwait(false) is ChangeOutcome.Done made
            ? (governor.Put(resource, made.Resource.Id), null)
            : (resource, new ChangeOutcome.Stale());
    }

    internal static ChangeOutcome.Invalid StillUsed(IReadOnlyList<BlockingResource> users) => Invalid(
        FieldErrors.General,
        $"It is still in use by: {string.Join(", ", users.Select(user => user.IsLoaded ? user.Name : $"{user.Name} (of type {user.Type}, whose plugin is not loaded: load it and delete that first)"))}.");

    private static ChangeOutcome Explain(ResourceOutcome outcome) => outcome switch
    {
        ResourceOutcome.Conflict conflict => Invalid(conflict.Field, "This field must be unique."),
        ResourceOutcome.MissingTarget missing => Invalid(missing.Field, $"Object with identifier {missing.Target} does not exist."),
        _ => new ChangeOutcome.Stale(),
    };

    private static ChangeOutcome.Invalid Invalid(string field, string message) =>
        new(new Dictionary<string, IReadOnlyList<string>> { [field] = [message] });

    private Task<ChangeOutcome> WriteAsync(Func<IStoreSession, ValueTask<ChangeOutcome>> change, CancellationToken cancellationToken) =>
        database.WriteAsync(change, cancellationToken);

    private async ValueTask<FieldErrors> CheckAsync(IStoreSession session, Resource resource, Resource? previous)
    {
        var errors = new FieldErrors();
        foreach (var rule in rules)
            await rule.CheckAsync(session, resource, previous, errors).ConfigureAwait(false);
        return errors;
    }

    private async ValueTask<IReadOnlyDictionary<string, IReadOnlyList<string>>> DeletionErrorsAsync(IStoreSession session, Resource resource)
    {
        var errors = new FieldErrors();
        foreach (var rule in rules)
            await rule.CheckDeletionAsync(session, resource, errors).ConfigureAwait(false);
        return errors.Messages;
    }

    private async ValueTask NotifyAsync(IStoreSession session, Resource? resource, Resource? previous)
    {
        foreach (var observer in observers)
            await observer.ChangedAsync(session, resource, previous).ConfigureAwait(false);
    }
}
