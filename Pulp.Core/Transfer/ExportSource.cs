using Pulp.Artifacts;
using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Transfer;

/// <summary>
/// Represents a version that is exported.
/// </summary>
/// <param name="Repository">Its repository.</param>
/// <param name="Version">The version.</param>
/// <param name="Base">The version that the receiving side has already.</param>
internal sealed record ExportSource(Repository Repository, RepositoryVersion Version, RepositoryVersion? Base)
{
    /// <summary>Gets how many units the version holds.</summary>
    public long Units => Version.Summary.Present.Values.Sum();

    /// <summary>Finds the versions of an export.</summary>
    /// <exception cref="TransferException">A version is gone.</exception>
    public static async ValueTask<IReadOnlyList<ExportSource>> FindAsync(IStoreSession session, PulpCatalog catalog, ExportArguments arguments)
    {
        var starts = new Dictionary<Guid, RepositoryVersion>();
        foreach (var id in arguments.StartVersions)
        {
            var start = await RequireAsync(session, id).ConfigureAwait(false);
            starts[start.RepositoryId] = start;
        }

        var sources = new List<ExportSource>();
        foreach (var id in arguments.Versions)
        {
            var version = await RequireAsync(session, id).ConfigureAwait(false);
            if (await session.Resources.GetAsync(version.RepositoryId).ConfigureAwait(false) is not Repository repository)
                throw Gone();
            if (sources.Exists(source => source.Repository.Id == repository.Id))
                throw new TransferException(TransferFailureReason.Refused, $"Two versions of the repository '{repository.Name}' cannot be in one bundle; export them one after the other.");
            sources.Add(new ExportSource(repository, version, starts.GetValueOrDefault(repository.Id)));
        }

        return sources;
    }

    /// <summary>Describes the repository in the manifest.</summary>
    public BundleRepository Describe(PulpCatalog catalog)
    {
        var type = catalog.TypeOf(Repository);
        return new BundleRepository
        {
            Name = Repository.Name,
            Type = type.Name,
            Version = Version.Number,
            BaseVersion = Base?.Number,
            Content = Version.Summary.Present,
            Fields = PortableFields.Read(type, Repository),
            Labels = Repository.Labels,
        };
    }

    /// <summary>Fails when a file of a unit is only promised: who imports the bundle cannot fetch it.</summary>
    public void RequireStored(ExportUnit unit)
    {
        if (unit.Files.FirstOrDefault(file => file.Stored is null) is { } promised)
            throw TransferException.Promised($"Version {Version.Number} of the repository '{Repository.Name}' cannot be exported: {Describe(unit, promised)}");
    }

    /// <summary>Names a file of a unit.</summary>
    public string Describe(ExportUnit unit, ContentArtifact file) => $"the file '{file.RelativePath}' of {unit.Type.PrnOf(unit.Content.Id)}";

    /// <summary>Fails unless the units that were read are those of the version, all of them.</summary>
    public async Task RequireWholeAsync(IPulpDatabase database, SetHash read, CancellationToken cancellationToken)
    {
        var (now, start) = await database.ReadAsync(
            async session => (await session.Versions.GetAsync(Version.Id).ConfigureAwait(false), Base is null ? null : await session.Versions.GetAsync(Base.Id).ConfigureAwait(false)), cancellationToken).ConfigureAwait(false);
        if (now is null || (Base is not null && start is null))
            throw Gone();
        if (read != now.SetHash)
            throw new TransferException(TransferFailureReason.VersionChanged, $"Not all of version {Version.Number} of the repository '{Repository.Name}' can be read: it holds content of a plugin that is not loaded.");
    }

    private static async ValueTask<RepositoryVersion> RequireAsync(IStoreSession session, Guid id) =>
        await session.Versions.GetAsync(id).ConfigureAwait(false) ?? throw Gone();

    private static TransferException Gone() => new(TransferFailureReason.VersionChanged, "A repository version that was to be exported was deleted. Export one that is there.");
}
