using Pulp.Plugins;
using Pulp.Publications;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Transfer;

/// <summary>
/// Checks what is asked to be exported as files, and finds the repository that must not go meanwhile.
/// </summary>
internal sealed class FileExportChecks
{
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;

    public FileExportChecks(IPulpDatabase database, PulpCatalog catalog)
    {
        this.database = database;
        this.catalog = catalog;
    }

    /// <summary>Gets the PRN of the repository that the exported version belongs to.</summary>
    /// <exception cref="InvalidResourceException">The arguments do not fit together, or name what is not there.</exception>
    public async Task<string> RepositoryOfAsync(FileExportArguments arguments, CancellationToken cancellationToken)
    {
        if (arguments.Publication is null == arguments.RepositoryVersion is null)
            throw Invalid(FieldErrors.General, "Either 'publication' or 'repository_version' needs to be specified, but not both.");
        return await database.ReadAsync(session => FindAsync(session, arguments), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<string> FindAsync(IStoreSession session, FileExportArguments arguments)
    {
        var exported = arguments.RepositoryVersion;
        if (arguments.Publication is { } id)
        {
            exported = await session.Resources.GetAsync(id).ConfigureAwait(false) is Publication { Complete: true } publication
                ? publication.RepositoryVersion
                : throw Invalid("publication", "Object does not exist.");
        }

        var version = await session.Versions.GetAsync(exported!.Value).ConfigureAwait(false);
        if (version is null || await session.Resources.GetAsync(version.RepositoryId).ConfigureAwait(false) is not { } repository)
            throw Invalid("repository_version", "Object does not exist.");
        if (arguments.StartRepositoryVersion is { } start
            && (await session.Versions.GetAsync(start).ConfigureAwait(false))?.RepositoryId != version.RepositoryId)
        {
            throw Invalid("start_repository_version", "It must be a version of the repository that is exported.");
        }

        return catalog.ResourceTypeOf(repository).PrnOf(repository.Id);
    }

    private static InvalidResourceException Invalid(string field, string message) => new(new Dictionary<string, IReadOnlyList<string>> { [field] = [message] });
}
