using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Plugins.Container.Actions;

/// <summary>
/// Starts removing content from a repository, with what only it needs.
/// </summary>
internal sealed class RemoveContentAction(RepositoryImages images) : IResourceAction<RecursiveManage, PulpTask>
{
    public Task<PulpTask> RunAsync(ResourceActionContext context, RecursiveManage document, CancellationToken cancellationToken) =>
        images.ChangeAsync(context, document.ContentUnits is { } units ? new RepositoryChange { Remove = units } : new RepositoryChange { RemoveAll = true }, cancellationToken);
}
