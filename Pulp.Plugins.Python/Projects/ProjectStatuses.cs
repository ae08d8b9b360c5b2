using Pulp.ContentTypes;
using Pulp.Plugins.Python.Models;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Uploads;

namespace Pulp.Plugins.Python.Projects;

/// <summary>
/// Sets the status of projects (PEP 792) in repositories, each as a new version, and applies what it means to uploads.
/// </summary>
internal sealed class ProjectStatuses
{
    private readonly IPulpDatabase database;
    private readonly RepositoryChanges changes;
    private readonly ContentType projects;

    public ProjectStatuses(IPulpDatabase database, RepositoryChanges changes, PulpCatalog catalog)
    {
        this.database = database;
        this.changes = changes;
        projects = catalog.ContentTypeOf(typeof(PythonProject));
    }

    /// <summary>Sets a status; what else is known of the project stays.</summary>
    /// <returns>The new version, or null when nothing changed.</returns>
    public Task<RepositoryVersion?> SetAsync(SetProjectStatus change, Guid domainId, CancellationToken cancellationToken) => changes.AddAsync(
        change.RepositoryId,
        async session =>
        {
            var present = await FindAsync(session, change.RepositoryId, change.Name).ConfigureAwait(false);
            var project = (present ?? new PythonProject { Name = change.Name }) with { Status = change.Status, StatusReason = change.Reason };
            var saved = await session.Contents.SaveAsync(domainId, [new NewContent(projects, project, projects.NaturalKey(project), [])]).ConfigureAwait(false);
            return [project with { Id = saved[0].Identity.Id, StoreKey = saved[0].Identity.StoreKey }];
        },
        overwrite: true,
        cancellationToken);

    /// <summary>Demands that a project takes new files: one that is archived or quarantined does not.</summary>
    /// <exception cref="ContentRefusedException">It does not.</exception>
    public async Task RequireOpenAsync(Guid repositoryId, string name, CancellationToken cancellationToken)
    {
        var project = await database.ReadAsync(session => FindAsync(session, repositoryId, name), cancellationToken).ConfigureAwait(false);
        if (project?.Status is "archived" or "quarantined")
            throw new ContentRefusedException("file", $"The project '{name}' is {project.Status} and takes no files{(project.StatusReason.Length == 0 ? "" : $": {project.StatusReason}")}.");
    }

    private async ValueTask<PythonProject?> FindAsync(IStoreSession session, Guid repositoryId, string name) =>
        await session.Versions.FindAsync(repositoryId).ConfigureAwait(false) is { } latest
            ? (await session.Memberships.GroupAsync(latest, projects, name).ConfigureAwait(false)).Cast<PythonProject>().FirstOrDefault()
            : null;
}
