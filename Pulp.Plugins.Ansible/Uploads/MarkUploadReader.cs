using Pulp.Artifacts;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Marks;
using Pulp.Plugins.Ansible.Models;
using Pulp.Uploads;

namespace Pulp.Plugins.Ansible.Uploads;

/// <summary>
/// Makes a mark of what a request says.
/// </summary>
internal sealed class MarkUploadReader(NamedCollections collections, GalaxyTypes types) : IContentUploadReader
{
    public async Task<UploadedContent> ReadAsync(UploadContext context, CancellationToken cancellationToken)
    {
        if (UploadFields.Text(context, "value") is not { } word || !MarkWord.IsValid(word))
            throw new ContentRefusedException("value", MarkWord.Rule);
        var (collection, _) = await collections.FindAsync(context, "marked_collection", types.Marks, "marks", cancellationToken).ConfigureAwait(false);
        return new UploadedContent(new CollectionVersionMark { CollectionSha256 = collection.Sha256, Value = word }, new Dictionary<string, StoredArtifact>(StringComparer.Ordinal));
    }
}
