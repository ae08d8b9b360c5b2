using Pulp.ContentTypes;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;
using Pulp.Queries;
using Pulp.Repositories;
using Pulp.Resources;
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
        var blocked = await BlockedAsync(session, repository).ConfigureAwait(false);
        var allowsSubstitution = ((PythonRepository)repository).AllowPackageSubstitution;
        if (blocked.Count == 0 && allowsSubstitution)
            return refusals;
        for (var i = 0; i < units.Count; i++)
        {
            if (units[i] is not PythonPackage package)
                continue;
            if (blocked.FirstOrDefault(entry => Matches(entry, package)) is { } entry)
                refusals[i] = $"'{package.Filename}' is blocked by the repository's blocklist entry for {Describe(entry)}.";
            else if (!allowsSubstitution && await IsTakenAsync(session, current, package).ConfigureAwait(false))
                refusals[i] = $"The repository holds another file named '{package.Filename}', and it does not allow package substitution.";
        }

        return refusals;
    }

    private static bool Matches(PythonBlocklistEntry entry, PythonPackage package)
    {
        if (entry.Filename is { } filename)
            return filename == package.Filename;
        if (entry.Name is not { } name || ProjectName.Normalize(name) != package.NormalizedName())
            return false;
        return entry.Version is not { } version || version == package.Version
            || (PythonVersion.TryParse(version, out var blocked) && PythonVersion.TryParse(package.Version, out var actual) && blocked == actual);
    }

    private static string Describe(PythonBlocklistEntry entry) => entry.Filename ?? (entry.Version is null ? entry.Name! : $"{entry.Name}=={entry.Version}");

    private async ValueTask<IReadOnlyList<PythonBlocklistEntry>> BlockedAsync(IStoreSession session, Repository repository)
    {
        var page = await session.Resources.QueryAsync(
            ResourceKind.Custom,
            catalog.ResourceTypeOf(typeof(PythonBlocklistEntry)),
            repository.DomainId,
            new Query { Where = Condition.Equal("repository", repository.Id), Limit = int.MaxValue, WithCount = false }).ConfigureAwait(false);
        return [.. page.Items.Cast<PythonBlocklistEntry>()];
    }

    private async ValueTask<bool> IsTakenAsync(IStoreSession session, RepositoryVersion current, PythonPackage package)
    {
        var key = catalog.ContentTypeOf(package).RepositoryKey(package);
        return await session.Memberships.FindAsync(current, key).ConfigureAwait(false) is { } present && present.Id != package.Id;
    }
}
