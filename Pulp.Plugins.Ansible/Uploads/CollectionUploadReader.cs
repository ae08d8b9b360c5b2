using Pulp.Artifacts;
using Pulp.Plugins.Ansible.Archives;
using Pulp.Plugins.Ansible.Details;
using Pulp.Uploads;

namespace Pulp.Plugins.Ansible.Uploads;

/// <summary>
/// Reads an uploaded collection as Galaxy's importer does. A version is published once: other bytes under it are a conflict.
/// </summary>
internal sealed class CollectionUploadReader(TimeProvider time) : IContentUploadReader
{
    public async Task<UploadedContent> ReadAsync(UploadContext context, CancellationToken cancellationToken)
    {
        UploadFields.RequireDigest(context);
        CollectionContents contents;
        try
        {
            contents = await CollectionArchive.ReadAsync(context.File, context.RelativePath ?? context.FileName, CollectionChecks.Publish, time, bounds: null, cancellationToken).ConfigureAwait(false);
        }
        catch (CollectionRefusedException refused)
        {
            throw new ContentRefusedException("file", refused.Message, refused) { Messages = refused.Messages };
        }

        var unit = contents.ToUnit(context.Artifact.Sha256, context.Artifact.Size ?? 0);
        UploadFields.Require(context, "expected_namespace", unit.Namespace);
        UploadFields.Require(context, "expected_name", unit.Name);
        UploadFields.Require(context, "expected_version", unit.Version);
        var details = await context.StoreAsync(DetailFile.Write(contents), cancellationToken).ConfigureAwait(false);
        var files = new Dictionary<string, StoredArtifact>(StringComparer.Ordinal)
        {
            [unit.FileName()] = context.Artifact,
            [DetailFile.PathOf(unit.FileName())] = details,
        };
        return new UploadedContent(unit, files) { MayReplace = false, Messages = contents.Messages };
    }
}
