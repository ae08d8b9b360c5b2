using Pulp.ContentTypes;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Sync;

namespace Pulp.Plugins.Python.Sync;

/// <summary>
/// Knows what the repository holds that upstream said of projects and files and may take back: yanks and the status of projects.
/// </summary>
/// <remarks>A mirror needs none of it: what upstream has no more goes by itself. What users said here is never taken back by upstream.</remarks>
internal sealed class UpstreamMarks
{
    private readonly IPulpDatabase database;
    private readonly ContentType yanks;
    private readonly ContentType projects;
    private readonly RepositoryVersion? version;

    private UpstreamMarks(IPulpDatabase database, ContentType yanks, ContentType projects, RepositoryVersion? version)
    {
        this.database = database;
        this.yanks = yanks;
        this.projects = projects;
        this.version = version;
    }

    public static async Task<UpstreamMarks> OpenAsync(IPulpDatabase database, PulpCatalog catalog, SyncContext context, CancellationToken cancellationToken)
    {
        var (yanks, projects) = (catalog.ContentTypeOf(typeof(PythonYank)), catalog.ContentTypeOf(typeof(PythonProject)));
        var latest = context.Mirror ? null : await database.ReadAsync(session => session.Versions.FindAsync(context.Repository.Id), cancellationToken).ConfigureAwait(false);
        var holds = latest is not null && latest.Summary.Present.GetValueOrDefault(yanks.Name) + latest.Summary.Present.GetValueOrDefault(projects.Name) > 0;
        return new UpstreamMarks(database, yanks, projects, holds ? latest : null);
    }

    /// <summary>Gets the marks that the repository has of a project.</summary>
    /// <param name="name">The project.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The names of yanked files, and whether there is something of the project itself.</returns>
    public async ValueTask<(IReadOnlySet<string> Yanked, bool HasProject)> ReadAsync(ProjectName name, CancellationToken cancellationToken)
    {
        if (version is null)
            return (new HashSet<string>(), false);
        return await database.ReadAsync(
            async session =>
            {
                var yanked = (await session.Memberships.GroupAsync(version, yanks, name.Normalized).ConfigureAwait(false)).Cast<PythonYank>();
                var project = (await session.Memberships.GroupAsync(version, projects, name.Normalized).ConfigureAwait(false)).Cast<PythonProject>();
                return ((IReadOnlySet<string>)yanked.Where(yank => yank.IsFromUpstream).Select(yank => yank.Filename).ToHashSet(StringComparer.Ordinal), project.Any(one => one.IsFromUpstream));
            },
            cancellationToken).ConfigureAwait(false);
    }
}
