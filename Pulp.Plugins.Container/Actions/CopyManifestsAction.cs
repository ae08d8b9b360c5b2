using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Plugins.Container.Actions;

/// <summary>
/// Starts copying manifests from another repository.
/// </summary>
internal sealed class CopyManifestsAction(RepositoryImages images) : IResourceAction<ManifestCopy, PulpTask>
{
    public async Task<PulpTask> RunAsync(ResourceActionContext context, ManifestCopy document, CancellationToken cancellationToken)
    {
        var (source, manifests) = await images.FindAsync(document, cancellationToken).ConfigureAwait(false);
        return await images.ChangeAsync(context, new RepositoryChange { Add = manifests, Source = source }, cancellationToken).ConfigureAwait(false);
    }
}
