using Pulp.Distributions;
using Pulp.Plugins.Python.Index;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Uploads;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Plugins.Python.Protocol;

/// <summary>
/// Puts together what a distribution offers of a project: its own files, and those its remote may be asked for.
/// </summary>
/// <remarks>
/// A project of which the distribution holds files that did not come from the remote is its own: nobody upstream can add files to it, whatever version they
/// claim (dependency confusion), unless <see cref="PythonDistribution.MergeLocalProjects"/> says so.
/// </remarks>
internal sealed class ProjectReading
{
    private readonly IPulpDatabase database;
    private readonly ProjectPages pages;
    private readonly UpstreamPages upstream;
    private readonly Blocklists blocklists;

    public ProjectReading(IPulpDatabase database, ProjectPages pages, UpstreamPages upstream, Blocklists blocklists)
    {
        this.database = database;
        this.pages = pages;
        this.upstream = upstream;
        this.blocklists = blocklists;
    }

    /// <summary>Reads what a distribution that pulls through offers of a project.</summary>
    /// <param name="distribution">The distribution.</param>
    /// <param name="version">What it serves; null for nothing of its own.</param>
    /// <param name="name">The project.</param>
    /// <param name="links">Where files are served.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The project or null, and why upstream could not be asked, if that is so.</returns>
    public async Task<(IndexProject? Project, PulpException? Failure)> ReadAsync(
        Distribution distribution, RepositoryVersion? version, ProjectName name, IndexLinks links, CancellationToken cancellationToken)
    {
        var local = version is null ? null : await pages.ReadAsync(version, name, links, cancellationToken).ConfigureAwait(false);
        var answer = await AskAsync(distribution, version, name, cancellationToken).ConfigureAwait(false);
        return answer.Project is { } project ? (Merge(name, local, project, links), null) : (local, answer.Failure);
    }

    /// <summary>Asks the remote of a distribution for a project, if the distribution lets it have a say.</summary>
    /// <param name="distribution">The distribution.</param>
    /// <param name="version">What it serves.</param>
    /// <param name="name">The project.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask<UpstreamAnswer> AskAsync(Distribution distribution, RepositoryVersion? version, ProjectName name, CancellationToken cancellationToken)
    {
        if (distribution.Remote is not { } remoteId || await FindRemoteAsync(remoteId, cancellationToken).ConfigureAwait(false) is not { } remote)
            return UpstreamAnswer.None;
        var merges = distribution is PythonDistribution { MergeLocalProjects: true };
        if (!merges && version is not null && await pages.HasOwnAsync(version, name, remoteId, cancellationToken).ConfigureAwait(false))
            return UpstreamAnswer.None;
        var answer = await upstream.ReadAsync(remote, name, cancellationToken).ConfigureAwait(false);
        if (answer.Project is null || distribution.Repository is not { } repository)
            return answer;
        var blocklist = await blocklists.ReadAsync(repository, distribution.DomainId, cancellationToken).ConfigureAwait(false);
        return blocklist.IsEmpty ? answer : answer with
        {
            Project = answer.Project with
            {
                Files = answer.Project.Files
                    .Where(file => blocklist.Find(file.Key, name.Normalized, file.Value.Name.Version) is null)
                    .ToDictionary(StringComparer.Ordinal),
            },
        };
    }

    private static IndexProject? Merge(ProjectName name, IndexProject? local, UpstreamProject upstream, IndexLinks links)
    {
        var own = local?.Files.Select(file => file.FileName).ToHashSet(StringComparer.Ordinal) ?? [];
        var further = upstream.Files.Values.Where(file => !own.Contains(file.File.FileName)).Select(file => file.File with
        {
            Url = links.FileOf(file.File.FileName),
            Version = file.Name.Version,
            PackageType = file.Name.PackageType,
            Provenance = null,
            HasSignature = null,
        });
        var project = IndexProject.Create(name, (local?.Files ?? []).Concat(further));
        if (project.Files.Count == 0)
            return null;
        // What the distribution holds of the project as a whole goes before what upstream says.
        return local is { Status: not ProjectStatus.Active }
            ? project with { Status = local.Status, StatusReason = local.StatusReason }
            : project with { Status = upstream.Page.Status, StatusReason = upstream.Page.StatusReason };
    }

    private async Task<PythonRemote?> FindRemoteAsync(Guid id, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.Resources.GetAsync(id), cancellationToken).ConfigureAwait(false) as PythonRemote;
}
