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
    private const int CountedAtOnce = 500;
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
        return units.Packages.Count == 0 ? null : ProjectOf(name, units, links);
    }

    /// <summary>Puts a project's units in the form the index writers take.</summary>
    /// <param name="name">The project.</param>
    /// <param name="units">Its units.</param>
    /// <param name="links">Where files and provenance are served.</param>
    public static IndexProject ProjectOf(ProjectName name, ProjectUnits units, IndexLinks links)
    {
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
            (await session.Memberships.GroupAsync(version, yanks, name.Normalized).ConfigureAwait(false)).Cast<PythonYank>().Where(yank => !yank.IsWithdrawn).ToDictionary(yank => yank.Filename, StringComparer.Ordinal),
            (await session.Memberships.GroupAsync(version, projects, name.Normalized).ConfigureAwait(false)).Cast<PythonProject>().FirstOrDefault(),
            (await session.Memberships.GroupAsync(version, provenances, name.Normalized).ConfigureAwait(false)).Cast<PackageProvenance>().ToDictionary(provenance => provenance.PackageSha256, StringComparer.Ordinal)),
        cancellationToken);

    /// <summary>Gets whether a version holds a file of a project.</summary>
    /// <param name="version">The version.</param>
    /// <param name="name">The project.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<bool> HasAsync(RepositoryVersion version, ProjectName name, CancellationToken cancellationToken) => database.ReadAsync(
        async session => (await session.Memberships.GroupIdentitiesAsync(version, packages, name.Normalized).ConfigureAwait(false)).Count > 0, cancellationToken);

    /// <summary>Gets whether a version holds a file of a project that is not known to come from a remote.</summary>
    /// <param name="version">The version.</param>
    /// <param name="name">The project.</param>
    /// <param name="remoteId">The remote.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<bool> HasOwnAsync(RepositoryVersion version, ProjectName name, Guid remoteId, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var units = await session.Memberships.GroupIdentitiesAsync(version, packages, name.Normalized).ConfigureAwait(false);
            var files = await session.Contents.GetFilesAsync([.. units.Select(unit => unit.StoreKey)]).ConfigureAwait(false);
            return units.Any(unit => !files[unit.StoreKey].Any(file => file.Sources.Any(source => source.RemoteId == remoteId)));
        },
        cancellationToken);

    /// <summary>Counts the projects, releases and files of a version.</summary>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Cancels between parts.</param>
    public async Task<(int Projects, int Releases, int Files)> CountAsync(RepositoryVersion version, CancellationToken cancellationToken)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var releases = new HashSet<(string, string)>();
        var files = 0;
        long? cursor = 0;
        while (cursor is { } position)
        {
            (var units, cursor) = await database.ReadAsync(
                async session =>
                {
                    var (members, next) = await session.Memberships.ScanAsync(version, packages, position, CountedAtOnce).ConfigureAwait(false);
                    return (await session.Contents.GetAsync([.. members.Select(member => member.ContentKey)]).ConfigureAwait(false), next);
                },
                cancellationToken).ConfigureAwait(false);
            foreach (var package in units.Cast<PythonPackage>())
            {
                var project = package.NormalizedName();
                names.Add(project);
                releases.Add((project, package.Version));
                files++;
            }
        }

        return (names.Count, releases.Count, files);
    }

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
            Provenance = units.Provenances.ContainsKey(package.Sha256) ? links.ProvenanceOf(package) : null,
            Version = package.Version,
            PackageType = PackageTypeNames.FromWireName(package.Packagetype),
            PythonVersionTag = package.PythonVersion,
        };
    }
}
