using Pulp.ContentTypes;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Signatures;

/// <summary>
/// Signs collection versions of a repository, and adds the signatures in one version. What the key signed already is not signed again.
/// </summary>
internal sealed class SignCollectionsTask(RepositoryChanges changes, RepositoryCollections collections, CollectionSigning signing, GalaxyTypes types) : ITaskHandler<SignCollections>
{
    public const string TaskName = "ansible.sign_collections";

    public async Task<object?> RunAsync(TaskContext context, SignCollections arguments, CancellationToken cancellationToken)
    {
        var service = await signing.ServiceAsync(arguments.ServiceId, cancellationToken).ConfigureAwait(false);
        var (version, units) = await collections.FindAsync(arguments.RepositoryId, arguments.Units, "content_units", cancellationToken).ConfigureAwait(false);
        var unsigned = await signing.UnsignedAsync(version, units, service, cancellationToken).ConfigureAwait(false);
        if (unsigned.Count == 0)
            return null;
        var made = await signing.SignAsync(service, unsigned, context, cancellationToken).ConfigureAwait(false);
        if (await changes.AddAsync(arguments.RepositoryId, session => SaveAsync(session, context.Task.DomainId, arguments.RepositoryId, unsigned, made), overwrite: true, cancellationToken).ConfigureAwait(false) is { } signed)
            context.AddCreated(RepositoryVersion.PrnOf(signed.Id));
        return null;
    }

    // What went from the repository while it was signed takes no signature.
    private async ValueTask<IReadOnlyList<Content>> SaveAsync(
        IStoreSession session, Guid domainId, Guid repositoryId, IReadOnlyList<CollectionVersion> units, IReadOnlyList<CollectionVersionSignature> made)
    {
        if (await session.Versions.FindAsync(repositoryId).ConfigureAwait(false) is not { } latest)
            return [];
        var present = await session.Memberships.PresentAsync(latest, [.. units.Select(unit => unit.StoreKey)]).ConfigureAwait(false);
        return await types.SaveAsync(session, domainId, [.. made.Where((_, index) => present.Contains(units[index].StoreKey))]).ConfigureAwait(false);
    }
}
