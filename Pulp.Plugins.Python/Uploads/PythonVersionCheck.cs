using Pulp.ContentTypes;
using Pulp.Plugins.Python.Models;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Plugins.Python.Uploads;

/// <summary>
/// Applies a repository's policies to packages that are about to be added: no other bytes under a known file name, no blocked package.
/// </summary>
internal sealed class PythonVersionCheck : IVersionCheck
{
    private readonly PulpCatalog catalog;

    public PythonVersionCheck(PulpCatalog catalog) => this.catalog = catalog;

    public async ValueTask<IReadOnlyDictionary<int, string>> CheckAsync(IStoreSession session, Repository repository, RepositoryVersion current, IReadOnlyList<Content> units)
    {
        var refusals = new Dictionary<int, string>();
        var blocklist = await Blocklists.ReadAsync(session, catalog, repository.Id, repository.DomainId).ConfigureAwait(false);
        var allowsSubstitution = ((PythonRepository)repository).AllowPackageSubstitution;
        if (blocklist.IsEmpty && allowsSubstitution)
            return refusals;
        for (var i = 0; i < units.Count; i++)
        {
            if (units[i] is not PythonPackage package)
                continue;
            if (blocklist.Find(package.Filename, package.NormalizedName(), package.Version) is { } entry)
                refusals[i] = $"'{package.Filename}' is blocked by the repository's blocklist entry for {entry}.";
            else if (!allowsSubstitution && await IsTakenAsync(session, current, package).ConfigureAwait(false))
                refusals[i] = $"The repository holds another file named '{package.Filename}', and it does not allow package substitution.";
        }

        return refusals;
    }

    private async ValueTask<bool> IsTakenAsync(IStoreSession session, RepositoryVersion current, PythonPackage package)
    {
        var key = catalog.ContentTypeOf(package).RepositoryKey(package);
        return await session.Memberships.FindAsync(current, key).ConfigureAwait(false) is { } present && present.Id != package.Id;
    }
}
