using Pulp.Archives;
using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Plugins.Ansible.Archives;
using Pulp.Plugins.Ansible.Models;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Details;

/// <summary>
/// Opens stored archives of roles, and reads a role's README out of its own: seldom asked for, and small beside the archive.
/// </summary>
internal sealed class RoleArchives(IPulpDatabase database, IArtifactStorage storage)
{
    /// <summary>Opens an archive.</summary>
    /// <returns>The archive, the caller's to dispose; null when its bytes are lost.</returns>
    public ValueTask<Stream?> OpenAsync(StoredArtifact archive, CancellationToken cancellationToken) =>
        storage.OpenReadAsync(Digest.Sha256(Convert.FromHexString(archive.Sha256)), StorageDomain.Of(archive.DomainId), cancellationToken);

    /// <summary>Reads a README.</summary>
    /// <param name="role">The role, saved.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The README in Markdown; null when there is none, or its archive is not here or cannot be read.</returns>
    public async Task<string?> ReadmeOfAsync(Role role, CancellationToken cancellationToken)
    {
        var files = (await database.ReadAsync(session => session.Contents.GetFilesAsync([role.StoreKey]), cancellationToken).ConfigureAwait(false))[role.StoreKey];
        if (files.FirstOrDefault(file => file.RelativePath == role.FileName())?.Stored is not { } archive)
            return null;
        if (await OpenAsync(archive, cancellationToken).ConfigureAwait(false) is not { } stream)
            return null;
        await using var disposing = stream.ConfigureAwait(false);
        try
        {
            return (await RoleArchive.ReadAsync(stream, cancellationToken).ConfigureAwait(false))?.Readme;
        }
        catch (Exception exception) when (exception is ArchiveFormatException or GzipFormatException)
        {
            return null;
        }
    }
}
