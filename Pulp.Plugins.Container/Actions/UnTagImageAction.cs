using Pulp.Plugins.Container.Naming;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Plugins.Container.Actions;

/// <summary>
/// Starts removing a tag from a repository.
/// </summary>
internal sealed class UnTagImageAction(RepositoryImages images) : IResourceAction<UnTagImage, PulpTask>
{
    public async Task<PulpTask> RunAsync(ResourceActionContext context, UnTagImage document, CancellationToken cancellationToken)
    {
        if (!TagName.TryParse(document.Tag, out var name) || await images.FindTagAsync(context.Resource!.Id, name.Text, cancellationToken).ConfigureAwait(false) is not { } tag)
            throw RepositoryImages.Invalid("tag", $"The tag '{document.Tag}' does not exist in the latest repository version.");
        return await images.ChangeAsync(context, new RepositoryChange { Remove = [tag.Id], Recursive = false }, cancellationToken).ConfigureAwait(false);
    }
}
