using Pulp.ContentTypes;
using Pulp.Plugins.Ansible.Models;
using Pulp.Stores;
using Pulp.Uploads;

namespace Pulp.Plugins.Ansible.Uploads;

/// <summary>
/// Finds the collection version that a request names, to keep something about it.
/// </summary>
internal sealed class NamedCollections(IPulpDatabase database)
{
    private const int MaximumCount = 100;

    /// <summary>Finds it, and the repository that is to keep what is said of it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="field">The field that names the collection version.</param>
    /// <param name="about">The type of what is said of it.</param>
    /// <param name="what">What units of that type are called.</param>
    /// <param name="cancellationToken">Cancels looking.</param>
    /// <exception cref="ContentRefusedException">It is none, the repository does not hold it, or holds enough about it.</exception>
    public async Task<(CollectionVersion Collection, AnsibleRepository? Repository)> FindAsync(
        UploadContext context, string field, ContentType about, string what, CancellationToken cancellationToken)
    {
        if (UploadFields.Text(context, field) is not { } text || !Guid.TryParse(text, out var id))
            throw new ContentRefusedException(field, "This field is required.");
        return await database.ReadAsync<(CollectionVersion, AnsibleRepository?)>(
            async session =>
            {
                if (await session.Contents.GetAsync([id]).ConfigureAwait(false) is not [CollectionVersion collection])
                    throw new ContentRefusedException(field, "It is no version of a collection.");
                return (collection, context.RepositoryId is { } repositoryId ? await RequireAsync(session, repositoryId, collection, field, about, what).ConfigureAwait(false) : null);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<AnsibleRepository?> RequireAsync(IStoreSession session, Guid repositoryId, CollectionVersion collection, string field, ContentType about, string what)
    {
        if (await session.Versions.FindAsync(repositoryId).ConfigureAwait(false) is not { } latest
            || (await session.Memberships.PresentAsync(latest, [collection.StoreKey]).ConfigureAwait(false)).Count == 0)
            throw new ContentRefusedException(field, "The repository does not hold this version of the collection.");
        if ((await session.Memberships.GroupIdentitiesAsync(latest, about, collection.Sha256).ConfigureAwait(false)).Count >= MaximumCount)
            throw new ContentRefusedException(field, $"The repository holds {MaximumCount} {what} of this version already.");
        return await session.Resources.GetAsync(repositoryId).ConfigureAwait(false) as AnsibleRepository;
    }
}
