namespace Pulp.Plugins.Ansible.Git;

/// <summary>
/// Builds the archive of a role from its sources: its files in one folder, as git hosts give it for a tag.
/// </summary>
internal static class RoleBuild
{
    /// <summary>Builds an archive.</summary>
    /// <param name="checkout">The sources.</param>
    /// <param name="role">What they say.</param>
    /// <param name="archive">The file to write.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A task.</returns>
    /// <exception cref="Pulp.Sync.SyncException">The sources cannot be built.</exception>
    public static async Task BuildAsync(GitCheckout checkout, RoleSources role, string archive, CancellationToken cancellationToken)
    {
        var files = await SourceFiles.ListAsync(checkout.Folder, new BuildIgnore([".git", "*.retry", "*.pyc"]), cancellationToken).ConfigureAwait(false);
        await SourceArchive.WriteAsync(archive, $"{role.Name}-{checkout.RoleVersion.Replace('/', '-')}/", [], files, cancellationToken).ConfigureAwait(false);
    }
}
