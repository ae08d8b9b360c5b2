using Pulp.ContentTypes;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Signatures;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Promotion;

/// <summary>
/// Copies or moves collection versions to other repositories with their signatures and marks, with what their namespaces say of themselves and that they are deprecated.
/// Each repository gets one new version. What is moved leaves the source at last, so that an end in between loses nothing.
/// </summary>
internal sealed class PromoteCollectionsTask(IPulpDatabase database, RepositoryChanges changes, RepositoryCollections collections, CollectionSigning signing, GalaxyTypes types)
    : ITaskHandler<PromoteCollections>
{
    public const string TaskName = "ansible.promote_collections";

    public async Task<object?> RunAsync(TaskContext context, PromoteCollections arguments, CancellationToken cancellationToken)
    {
        var (source, units) = await collections.FindAsync(arguments.Source, arguments.Units, "collection_versions", cancellationToken).ConfigureAwait(false);
        var made = await SignAsync(context, source, units, arguments.ServiceId, cancellationToken).ConfigureAwait(false);
        var along = await database.ReadAsync(session => AlongAsync(session, source, units), cancellationToken).ConfigureAwait(false);
        if (arguments.NeedsSignature)
            RequireSignatures(units, [.. along.OfType<CollectionVersionSignature>(), .. made]);
        foreach (var destination in arguments.Destinations.Where(destination => destination != arguments.Source))
            Tell(context, await changes.AddAsync(destination, session => UnitsAsync(session, context.Task.DomainId, destination, units, along, made), overwrite: true, cancellationToken).ConfigureAwait(false));
        if (arguments.IsMove && !arguments.Destinations.Contains(arguments.Source))
            Tell(context, await changes.ModifyAsync(arguments.Source, new RepositoryChange { Remove = [.. units.Select(unit => unit.Id)] }, cancellationToken).ConfigureAwait(false));
        return null;
    }

    private async Task<IReadOnlyList<CollectionVersionSignature>> SignAsync(
        TaskContext context, RepositoryVersion source, IReadOnlyList<CollectionVersion> units, Guid? serviceId, CancellationToken cancellationToken)
    {
        if (serviceId is not { } id)
            return [];
        var service = await signing.ServiceAsync(id, cancellationToken).ConfigureAwait(false);
        var unsigned = await signing.UnsignedAsync(source, units, service, cancellationToken).ConfigureAwait(false);
        var (made, leftOut) = await signing.SignAsync(service, unsigned, fetches: true, context, cancellationToken).ConfigureAwait(false);
        CollectionSigning.RequireAll(leftOut);
        return [.. made.Select(pair => pair.Signature)];
    }

    private async ValueTask<IReadOnlyList<Content>> AlongAsync(IStoreSession session, RepositoryVersion source, IReadOnlyList<CollectionVersion> units)
    {
        var keys = new List<long>(await session.Memberships.BelongingAsync(source, [.. units.Select(unit => unit.StoreKey)]).ConfigureAwait(false));
        var said = units.SelectMany(unit => (KeyHash[])[types.DeprecationOf(unit), types.NamespaceOf(unit.Namespace)]).Distinct();
        foreach (var key in said)
        {
            if (await session.Memberships.FindAsync(source, key).ConfigureAwait(false) is { } identity)
                keys.Add(identity.StoreKey);
        }

        return keys.Count == 0 ? [] : await session.Contents.GetAsync(keys).ConfigureAwait(false);
    }

    private async ValueTask<IReadOnlyList<Content>> UnitsAsync(
        IStoreSession session, Guid domainId, Guid destination, IReadOnlyList<CollectionVersion> units, IReadOnlyList<Content> along, IReadOnlyList<CollectionVersionSignature> made)
    {
        if (await session.Versions.FindAsync(destination).ConfigureAwait(false) is { } latest)
        {
            foreach (var unit in units)
            {
                if (await session.Memberships.FindAsync(latest, types.Collections.RepositoryKey(unit)).ConfigureAwait(false) is { } other && other.Id != unit.Id)
                    throw new RepositoryChangeException("collection_versions", $"A destination holds another file as {unit.Namespace}.{unit.Name} {unit.Version} already.", isConflict: true);
            }
        }

        return [.. units, .. along, .. await types.SaveAsync(session, domainId, made).ConfigureAwait(false)];
    }

    private static void RequireSignatures(IReadOnlyList<CollectionVersion> units, IReadOnlyList<CollectionVersionSignature> signatures)
    {
        var signed = signatures.Select(signature => signature.CollectionSha256).ToHashSet(StringComparer.Ordinal);
        if (units.FirstOrDefault(unit => !signed.Contains(unit.Sha256)) is { } unsigned)
            throw new RepositoryChangeException("collection_versions", $"{unsigned.Namespace}.{unsigned.Name} {unsigned.Version} has no signature; upload one, or name a signing service.");
    }

    private static void Tell(TaskContext context, RepositoryVersion? version)
    {
        if (version is not null)
            context.AddCreated(RepositoryVersion.PrnOf(version.Id));
    }
}
