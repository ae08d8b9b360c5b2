using Pulp.Plugins;
using Pulp.Publications;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Repositories;

/// <summary>
/// Tells of a new version in the task that made it: the version, and behind it the publications that followed from it.
/// </summary>
internal static class CreatedVersion
{
    /// <summary>Adds the version and its publications.</summary>
    public static Task AddAsync(TaskContext context, RepositoryVersion version, IPulpDatabase database, PulpCatalog catalog, CancellationToken cancellationToken)
    {
        context.AddCreated(RepositoryVersion.PrnOf(version.Id));
        return AddPublicationsAsync(context, version, database, catalog, cancellationToken);
    }

    /// <summary>Adds the publications of a version that was added before they were made.</summary>
    public static async Task AddPublicationsAsync(TaskContext context, RepositoryVersion version, IPulpDatabase database, PulpCatalog catalog, CancellationToken cancellationToken)
    {
        if (!catalog.ResourceTypes.OfType<PublicationType>().Any())
            return;
        var referring = await database.ReadAsync(session => session.Resources.ReferringAsync(version.Id), cancellationToken).ConfigureAwait(false);
        foreach (var publication in referring.OfType<Publication>())
            context.AddCreated(catalog.ResourceTypeOf(publication).PrnOf(publication.Id));
    }
}
