using Pulp.ContentTypes;
using Pulp.Plugins.Python.Index;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Plugins.Python.Protocol;

/// <summary>
/// Reads projects of a repository version in the form the index writers take.
/// </summary>
internal sealed class ProjectPages
{
    private const int Page = 5000;
    private readonly IPulpDatabase database;
    private readonly ContentType packages;
    private readonly ContentType yanks;
    private readonly ContentType projects;
    private readonly ContentType provenances;

    public ProjectPages(IPulpDatabase database, PulpCatalog catalog)
    {
        this.database = database;
        packages = catalog.ContentTypeOf(typeof(PythonPackage));
        yanks = catalog.ContentTypeOf(typeof(PythonYank));
        projects = catalog.ContentTypeOf(typeof(PythonProject));
        provenances = catalog.ContentTypeOf(typeof(PackageProvenance));
    }

    /// <summary>Reads a project.</summary>
    /// <param name="version">The version.</param>
    /// <param name="name">The project.</param>
    /// <param name="links">Where files and provenance are served.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The project, or null when the version holds no file of it.</returns>
    public async Task<IndexProject?> ReadAsync(RepositoryVersion version, ProjectName name, IndexLinks links, CancellationToken cancellationToken)
    {
        var units = await UnitsAsync(version, name, cancellationToken).ConfigureAwait(false);
        if (units.Packages.Count == 0)
            return null;
        var project = IndexProject.Create(name, units.Packages.Select(package => FileOf(package, units, links)));
        return units.Project is null ? project : project with
        {
            Status = Enum.TryParse<ProjectStatus>(units.Project.Status, ignoreCase: true, out var status) ? status : ProjectStatus.Active,
            StatusReason = units.Project.StatusReason.Length == 0 ? null : units.Project.StatusReason,
            Tracks = units.Project.Tracks,
            AlternateLocations = units.Project.AlternateLocations,
        };
    }

    /// <summary>Reads a project's units.</summary>
    /// <param name="version">The version.</param>
    /// <param name="name">The project.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<ProjectUnits> UnitsAsync(RepositoryVersion version, ProjectName name, CancellationToken cancellationToken) => database.ReadAsync(
        async session => new ProjectUnits(
            [.. (await session.Memberships.GroupAsync(version, packages, name.Normalized).ConfigureAwait(false)).Cast<PythonPackage>()],
            (await session.Memberships.GroupAsync(version, yanks, name.Normalized).ConfigureAwait(false)).Cast<PythonYank>().ToDictionary(yank => yank.Filename, StringComparer.Ordinal),
            (await session.Memberships.GroupAsync(version, projects, name.Normalized).ConfigureAwait(false)).Cast<PythonProject>().FirstOrDefault(),
            (await session.Memberships.GroupAsync(version, provenances, name.Normalized).ConfigureAwait(false)).Cast<PackageProvenance>().ToDictionary(provenance => provenance.Filename, StringComparer.Ordinal)),
        cancellationToken);

    /// <summary>Gets whether a version holds a file of a project.</summary>
    /// <param name="version">The version.</param>
    /// <param name="name">The project.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<bool> HasAsync(RepositoryVersion version, ProjectName name, CancellationToken cancellationToken) => database.ReadAsync(
        async session => (await session.Memberships.GroupIdentitiesAsync(version, packages, name.Normalized).ConfigureAwait(false)).Count > 0, cancellationToken);

    /// <summary>Reads the names of all projects of a version.</summary>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<string>> NamesAsync(RepositoryVersion version, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        while (true)
        {
            var after = names.Count == 0 ? null : names[^1];
            var part = await database.ReadAsync(session => session.Memberships.GroupsAsync(version, packages, after, Page), cancellationToken).ConfigureAwait(false);
            names.AddRange(part);
            if (part.Count < Page)
                return names;
        }
    }

    private static IndexFile FileOf(PythonPackage package, ProjectUnits units, IndexLinks links)
    {
        var yank = units.Yanks.GetValueOrDefault(package.Filename);
        return new IndexFile
        {
            FileName = package.Filename,
            Url = links.FileOf(package.Filename),
            Hashes = [new IndexHash("sha256", package.Sha256)],
            RequiresPython = package.RequiresPython.Length == 0 ? null : package.RequiresPython,
            CoreMetadata = package.MetadataSha256 is { } sha256 ? CoreMetadataFile.OfSha256(sha256) : null,
            Size = package.Size > 0 ? package.Size : null,
            UploadTime = package.UploadTime,
            IsYanked = yank is not null,
            YankedReason = yank is { Reason.Length: > 0 } ? yank.Reason : null,
            Provenance = units.Provenances.ContainsKey(package.Filename) ? links.ProvenanceOf(package) : null,
            Version = package.Version,
            PackageType = PackageTypeNames.FromWireName(package.Packagetype),
            PythonVersionTag = package.PythonVersion,
        };
    }
}
