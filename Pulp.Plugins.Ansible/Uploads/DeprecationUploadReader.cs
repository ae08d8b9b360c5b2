using Pulp.Artifacts;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Stores;
using Pulp.Uploads;

namespace Pulp.Plugins.Ansible.Uploads;

/// <summary>
/// Makes what says that a collection is deprecated of a request.
/// </summary>
internal sealed class DeprecationUploadReader(IPulpDatabase database, GalaxyTypes types) : IContentUploadReader
{
    public async Task<UploadedContent> ReadAsync(UploadContext context, CancellationToken cancellationToken)
    {
        var (space, text) = (UploadFields.Text(context, "namespace"), UploadFields.Text(context, "name"));
        if (!CollectionName.TryCreate(space, text, out var name))
            throw new ContentRefusedException(CollectionName.IsPart(space) ? "name" : "namespace", $"'{space}.{text}' is no name of a collection, as community.general is.");
        if (context.RepositoryId is { } repository && !await IsHeldAsync(repository, name, cancellationToken).ConfigureAwait(false))
            throw new ContentRefusedException("name", $"The repository holds no collection '{name}'.");
        var unit = new AnsibleCollectionDeprecated { Namespace = name.Namespace, Name = name.Name };
        return new UploadedContent(unit, new Dictionary<string, StoredArtifact>(StringComparer.Ordinal));
    }

    private Task<bool> IsHeldAsync(Guid repositoryId, CollectionName name, CancellationToken cancellationToken) => database.ReadAsync(
        async session => await session.Versions.FindAsync(repositoryId).ConfigureAwait(false) is { } latest
            && (await session.Memberships.GroupIdentitiesAsync(latest, types.Collections, name.ToString()).ConfigureAwait(false)).Count > 0,
        cancellationToken);
}
