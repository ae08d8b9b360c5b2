using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Plugins.Python.Projects;

/// <summary>
/// Starts the yanking of a release or a file.
/// </summary>
internal class YankAction(TaskDispatcher dispatcher, Yanks yanks) : IResourceAction<YankRequest, PulpTask>
{
    protected virtual string? ReasonOf(YankRequest request) => request.Reason;

    public async Task<PulpTask> RunAsync(ResourceActionContext context, YankRequest document, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        if (document.Filename is null == (document.Name is null || document.Version is null) || (document.Filename is not null && (document.Name ?? document.Version) is not null))
            errors.Add(FieldErrors.General, "Either 'filename' or both 'name' and 'version' must be given.");
        var files = errors.IsEmpty
            ? await yanks.FilesOfAsync(context.Resource!.Id, document.Filename, document.Name, document.Version, cancellationToken).ConfigureAwait(false)
            : [];
        if (errors.IsEmpty && files.Count == 0)
            errors.Add(document.Filename is null ? "version" : "filename", "The repository's latest version holds no such file.");
        if (!errors.IsEmpty)
            throw new InvalidResourceException(errors.Messages);
        var request = context.RequestTask(ChangeYanksTask.TaskName, $"shared:{context.Type.PrnOf(context.Resource!.Id)}");
        return await dispatcher.DispatchAsync<ChangeYanksTask, ChangeYanks>(request, new ChangeYanks(context.Resource.Id, files, ReasonOf(document)), cancellationToken).ConfigureAwait(false);
    }
}
