using Pulp.Publications;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Tasking;
using Pulp.Transfer;

namespace Pulp;

/// <content>Exports: what is here, written to a place outside.</content>
public sealed partial class PulpInstance
{
    /// <summary>Writes the files of a version to a folder, each under its relative path.</summary>
    /// <param name="version">The version. Every file of it is stored here.</param>
    /// <param name="folder">The folder: absent or empty. It is complete from the first moment it has anything. Whoever calls decides where; <see cref="PulpOptions.AllowedExportPaths"/> is for exporters.</param>
    /// <param name="method">How the files get there.</param>
    /// <param name="start">An earlier version of the repository: only files of units that it does not hold are written. Null means all files.</param>
    /// <param name="progress">Told about five times a second how far it is; null for nobody.</param>
    /// <param name="cancellationToken">Cancels; nothing of it remains.</param>
    /// <returns>How much was written.</returns>
    /// <exception cref="InvalidResourceException">The versions are gone, or not of one repository.</exception>
    /// <exception cref="TaskFailedException">It failed, and nothing was written: its message says why.</exception>
    public Task<FileExportResult> ExportFilesAsync(
        RepositoryVersion version, string folder, FileExportMethod method = FileExportMethod.Write, RepositoryVersion? start = null,
        IProgress<IReadOnlyList<ProgressReport>>? progress = null, CancellationToken cancellationToken = default) =>
        ExportFilesAsync(new FileExportArguments { RepositoryVersion = version.Id, Folder = Path.GetFullPath(folder), Method = method, StartRepositoryVersion = start?.Id }, progress, cancellationToken);

    /// <summary>Writes to a folder what a publication serves: its generated files, and those of its version that it publishes or passes through.</summary>
    /// <param name="publication">The publication. Every file of it is stored here.</param>
    /// <param name="folder">The folder: absent or empty. It is complete from the first moment it has anything.</param>
    /// <param name="method">How the files get there.</param>
    /// <param name="start">An earlier version of the repository: of its units no file is written again, while generated files always are. Null means all files.</param>
    /// <param name="progress">Told about five times a second how far it is; null for nobody.</param>
    /// <param name="cancellationToken">Cancels; nothing of it remains.</param>
    /// <returns>How much was written.</returns>
    /// <exception cref="InvalidResourceException">The publication is gone, or the version is none of its repository.</exception>
    /// <exception cref="TaskFailedException">It failed, and nothing was written: its message says why.</exception>
    public Task<FileExportResult> ExportFilesAsync(
        Publication publication, string folder, FileExportMethod method = FileExportMethod.Write, RepositoryVersion? start = null,
        IProgress<IReadOnlyList<ProgressReport>>? progress = null, CancellationToken cancellationToken = default) =>
        ExportFilesAsync(new FileExportArguments { Publication = publication.Id, Folder = Path.GetFullPath(folder), Method = method, StartRepositoryVersion = start?.Id }, progress, cancellationToken);

    private async Task<FileExportResult> ExportFilesAsync(FileExportArguments arguments, IProgress<IReadOnlyList<ProgressReport>>? progress, CancellationToken cancellationToken)
    {
        var repository = await services.Exports.RepositoryOfAsync(arguments, cancellationToken).ConfigureAwait(false);
        var request = new TaskRequest { Name = FileExportTask.Name, Locks = [$"shared:{repository}"] };
        var task = await tasks.DispatchAsync<FileExportTask, FileExportArguments>(request, arguments, cancellationToken).ConfigureAwait(false);
        return ResultOf<FileExportResult>(await FollowAsync(task, progress, cancellationToken).ConfigureAwait(false));
    }
}
