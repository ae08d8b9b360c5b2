using Pulp.Plugins.Container.Naming;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Plugins.Container.Actions;

/// <summary>
/// Starts removing an image from a repository.
/// </summary>
internal sealed class RemoveImageAction(RepositoryImages images) : IResourceAction<RemoveImage, PulpTask>
{
    public async Task<PulpTask> RunAsync(ResourceActionContext context, RemoveImage document, CancellationToken cancellationToken)
    {
        if (!OciDigest.TryParse(document.Digest, out _) || await images.FindImageAsync(context.Resource!.Id, document.Digest, cancellationToken).ConfigureAwait(false) is not { Count: > 0 } image)
            throw RepositoryImages.Invalid("digest", $"A manifest with the digest '{document.Digest}' does not exist in the latest repository version.");
        return await images.ChangeAsync(context, new RepositoryChange { Remove = image }, cancellationToken).ConfigureAwait(false);
    }
}
