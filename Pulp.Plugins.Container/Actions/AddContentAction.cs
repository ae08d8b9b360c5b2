using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Plugins.Container.Actions;

/// <summary>
/// Starts adding content to a repository, with all it needs.
/// </summary>
internal sealed class AddContentAction(RepositoryImages images) : IResourceAction<RecursiveManage, PulpTask>
{
    public Task<PulpTask> RunAsync(ResourceActionContext context, RecursiveManage document, CancellationToken cancellationToken)
    {
        var units = document.ContentUnits ?? throw RepositoryImages.Invalid("content_units", "Only removing takes '*'; list what is to be added.");
        return images.ChangeAsync(context, new RepositoryChange { Add = units }, cancellationToken);
    }
}
