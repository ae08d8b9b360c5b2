using Pulp.Plugins.Container.Signatures;
using Pulp.Repositories;
using Pulp.Resources;

namespace Pulp.Plugins.Container.Actions;

/// <summary>
/// Removes from a repository the signatures that a key made.
/// </summary>
internal sealed class RemoveSignaturesAction(ManifestSignatures signatures, RepositoryChanges changes) : IResourceAction<RemoveSignatures, RemoveSignaturesResponse>
{
    public async Task<RemoveSignaturesResponse> RunAsync(ResourceActionContext context, RemoveSignatures document, CancellationToken cancellationToken)
    {
        var going = await signatures.FindByKeyAsync(context.Resource!.Id, document.SignedWithKeyId, cancellationToken).ConfigureAwait(false);
        if (going.Count == 0)
            throw RepositoryImages.Invalid("signed_with_key_id", "There are no signatures in the latest repository version made by this key.");
        await changes.ModifyAsync(context.Resource.Id, new RepositoryChange { Remove = going }, cancellationToken).ConfigureAwait(false);
        return new RemoveSignaturesResponse(document.SignedWithKeyId);
    }
}
