using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Transfer;

/// <summary>
/// Starts an export of files as a task.
/// </summary>
internal sealed class StartFilesystemExport : IResourceAction<FilesystemExportRequest, PulpTask>
{
    private readonly FileExportChecks checks;
    private readonly TaskDispatcher tasks;

    public StartFilesystemExport(FileExportChecks checks, TaskDispatcher tasks)
    {
        this.checks = checks;
        this.tasks = tasks;
    }

    public async Task<PulpTask> RunAsync(ResourceActionContext context, FilesystemExportRequest document, CancellationToken cancellationToken)
    {
        var arguments = new FileExportArguments
        {
            Exporter = context.Resource!.Id,
            Publication = document.Publication,
            RepositoryVersion = document.RepositoryVersion,
            StartRepositoryVersion = document.StartRepositoryVersion,
        };
        var repository = await checks.RepositoryOfAsync(arguments, cancellationToken).ConfigureAwait(false);
        var request = context.RequestTask(FileExportTask.Name, context.Type.PrnOf(context.Resource.Id), $"shared:{repository}");
        return await tasks.DispatchAsync<FileExportTask, FileExportArguments>(request, arguments, cancellationToken).ConfigureAwait(false);
    }
}
