using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Plugins.Container.Actions;

/// <summary>
/// Starts copying tags from another repository.
/// </summary>
internal sealed class CopyTagsAction(RepositoryImages images) : IResourceAction<TagCopy, PulpTask>
{
    public async Task<PulpTask> RunAsync(ResourceActionContext context, TagCopy document, CancellationToken cancellationToken)
    {
        var (source, tags) = await images.FindAsync(document, cancellationToken).ConfigureAwait(false);
        return await images.ChangeAsync(context, new RepositoryChange { Add = tags, Source = source }, cancellationToken).ConfigureAwait(false);
    }
}
