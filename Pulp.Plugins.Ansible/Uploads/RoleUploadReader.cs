using Pulp.Archives;
using Pulp.Artifacts;
using Pulp.Plugins.Ansible.Archives;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Uploads;

namespace Pulp.Plugins.Ansible.Uploads;

/// <summary>
/// Reads an uploaded role: an archive with a role's folders. Which role it is, the client says; archives do not.
/// </summary>
internal sealed class RoleUploadReader : IContentUploadReader
{
    private const int LongestVersion = 128;

    public async Task<UploadedContent> ReadAsync(UploadContext context, CancellationToken cancellationToken)
    {
        var role = new Role { Namespace = Need(context, "namespace"), Name = Need(context, "name"), Version = Need(context, "version") };
        if (!RoleName.IsNamespace(role.Namespace))
            throw new ContentRefusedException("namespace", RoleName.NamespaceRule);
        if (!RoleName.IsName(role.Name))
            throw new ContentRefusedException("name", RoleName.NameRule);
        if (role.Version.Length > LongestVersion || !ArchivePath.IsSafe(role.Version) || role.Version.EndsWith('/'))
            throw new ContentRefusedException("version", $"A role's version has at most {LongestVersion} characters, and none that a file name must not have.");
        var contents = await ReadAsync(context.File, cancellationToken).ConfigureAwait(false);
        return new UploadedContent(contents.Metadata.ApplyTo(role), new Dictionary<string, StoredArtifact>(StringComparer.Ordinal) { [role.FileName()] = context.Artifact }) { MayReplace = false };
    }

    private static async Task<RoleContents> ReadAsync(Stream file, CancellationToken cancellationToken)
    {
        try
        {
            return await RoleArchive.ReadAsync(file, cancellationToken).ConfigureAwait(false)
                ?? throw new ContentRefusedException("artifact", "The archive holds no role: neither 'meta/main.yml' nor 'tasks/main.yml' is in it, or in its one top folder.");
        }
        catch (ArchiveFormatException broken)
        {
            throw new ContentRefusedException("artifact", $"The file is no acceptable tar archive: {broken.Rule}.", broken);
        }
        catch (GzipFormatException broken)
        {
            throw new ContentRefusedException("artifact", $"The file is no acceptable .tar.gz: {broken.Message}", broken);
        }
    }

    private static string Need(UploadContext context, string field) => UploadFields.Text(context, field) ?? throw new ContentRefusedException(field, "This field is required.");
}
