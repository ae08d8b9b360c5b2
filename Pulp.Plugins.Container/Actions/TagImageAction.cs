using Pulp.Plugins.Container.Naming;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Plugins.Container.Actions;

/// <summary>
/// Starts naming a manifest of a repository.
/// </summary>
internal sealed class TagImageAction(RepositoryImages images) : IResourceAction<TagImage, PulpTask>
{
    public async Task<PulpTask> RunAsync(ResourceActionContext context, TagImage document, CancellationToken cancellationToken)
    {
        if (!TagName.TryParse(document.Tag, out var name))
            throw RepositoryImages.Invalid("tag", "A tag has 1 to 128 letters, digits, '_', '.' and '-', the first neither '.' nor '-'.");
        if (!OciDigest.TryParse(document.Digest, out var digest)
            || await images.MakeTagAsync(context.Resource!.Id, name, new Reference.ByDigest(digest), cancellationToken).ConfigureAwait(false) is not { } tag)
            throw RepositoryImages.Invalid("digest", $"A manifest with the digest '{document.Digest}' does not exist in the latest repository version.");
        return await images.ChangeAsync(context, new RepositoryChange { Add = [tag] }, cancellationToken).ConfigureAwait(false);
    }
}
