using Pulp.Domains;
using Pulp.Repositories;
using Pulp.Tasking;
using Pulp.Transfer;

namespace Pulp;

/// <content>Between Pulps that do not reach each other: export versions to files, import them.</content>
public sealed partial class PulpInstance
{
    /// <summary>Exports versions of repositories as a bundle that another Pulp imports.</summary>
    /// <param name="folder">The folder the files are written to; it is made when it is not there. They are seen under their names only when all are whole.</param>
    /// <param name="versions">The versions, at most one of each repository.</param>
    /// <param name="options">What is left out, and how large a file may be; null means each option's default.</param>
    /// <param name="progress">Told about five times a second how far each part of the work is; null for nobody.</param>
    /// <param name="cancellationToken">Cancels; no file remains.</param>
    /// <returns>The files; the table of contents is what <see cref="ImportAsync"/> takes.</returns>
    /// <exception cref="ArgumentException">The folder is empty, there is no version, or the size of a file is not positive.</exception>
    /// <exception cref="RepositoryChangeException">The repository of a version is gone.</exception>
    /// <exception cref="TaskFailedException">It failed: a file of a unit is only promised by a remote, a version is gone, the folder cannot be written. No file remains.</exception>
    public async Task<ExportResult> ExportAsync(
        string folder,
        IReadOnlyList<RepositoryVersion> versions,
        ExportOptions? options = null,
        IProgress<IReadOnlyList<ProgressReport>>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var arguments = ArgumentsOf(Path.GetFullPath(folder), versions, options);
        var repositories = new List<string>();
        foreach (var version in versions)
        {
            var repository = await GetAsync<Repository>(version.RepositoryId, cancellationToken).ConfigureAwait(false) ?? throw new RepositoryChangeException("versions", "There is no such repository.");
            repositories.Add(catalog.TypeOf(repository).PrnOf(repository.Id));
        }

        var task = await tasks.DispatchAsync<VersionExport, ExportArguments>(VersionExport.RequestFor(repositories), arguments, cancellationToken).ConfigureAwait(false);
        return ResultOf<ExportResult>(await FollowAsync(task, progress, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Finds out how much an export would write, and whether it can be done: nothing is written.</summary>
    /// <param name="versions">The versions, at most one of each repository.</param>
    /// <param name="options">What is left out; null means nothing.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How much it is.</returns>
    /// <exception cref="ArgumentException">There is no version, or the size of a file is not positive.</exception>
    /// <exception cref="TransferException">A file of a unit is only promised by a remote, or a version is gone.</exception>
    public Task<ExportEstimate> EstimateExportAsync(IReadOnlyList<RepositoryVersion> versions, ExportOptions? options = null, CancellationToken cancellationToken = default) =>
        services.Export.EstimateAsync(ArgumentsOf(folder: "", versions, options), cancellationToken);

    /// <summary>Gives repositories the content that a bundle has for them: each gets one new version, or none when its latest holds the same.</summary>
    /// <param name="path">The bundle's table of contents, or its one file.</param>
    /// <param name="options">Which repositories get it; null means those of the same names.</param>
    /// <param name="progress">Told about five times a second how far each part of the work is; null for nobody.</param>
    /// <param name="cancellationToken">Cancels; every repository stays as it was.</param>
    /// <returns>What became of each repository.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="TransferException">The file cannot be read, is no bundle that can be read here, or a repository does not fit.</exception>
    /// <exception cref="TaskFailedException">It failed: the bundle is damaged, or builds upon what is not here. Every repository is as it was.</exception>
    public async Task<ImportResult> ImportAsync(
        string path, ImportOptions? options = null, IProgress<IReadOnlyList<ProgressReport>>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new ImportOptions();
        var arguments = new ImportArguments { Path = Path.GetFullPath(path), RepositoryMapping = options.RepositoryMapping, CreateRepositories = options.CreateRepositories };
        var request = await services.Import.RequestForAsync(arguments, Domain.DefaultId, cancellationToken).ConfigureAwait(false);
        var task = await tasks.DispatchAsync<VersionImport, ImportArguments>(request, arguments, cancellationToken).ConfigureAwait(false);
        return ResultOf<ImportResult>(await FollowAsync(task, progress, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Reads what a bundle says of itself: where it comes from, which repositories it holds, what it builds upon.</summary>
    /// <param name="path">The bundle's table of contents, or its one file.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The manifest. The rest of the bundle was not looked at.</returns>
    /// <exception cref="TransferException">The file cannot be read, or is no bundle that can be read here.</exception>
    public Task<BundleManifest> ReadBundleAsync(string path, CancellationToken cancellationToken = default) => services.Import.ReadManifestAsync(path, cancellationToken);

    private static ExportArguments ArgumentsOf(string folder, IReadOnlyList<RepositoryVersion> versions, ExportOptions? options)
    {
        options ??= new ExportOptions();
        ArgumentOutOfRangeException.ThrowIfZero(versions.Count, nameof(versions));
        if (options.ChunkSize is { } size)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size, nameof(options));
        return new ExportArguments
        {
            Folder = folder,
            Versions = [.. versions.Select(version => version.Id)],
            StartVersions = [.. options.StartVersions.Select(version => version.Id)],
            ChunkSize = options.ChunkSize,
            Meta = options.Meta,
        };
    }
}
