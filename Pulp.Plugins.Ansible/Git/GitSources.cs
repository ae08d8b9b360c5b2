using System.Security.Cryptography;
using Pulp.ContentTypes;
using Pulp.Plugins.Ansible.Archives;
using Pulp.Plugins.Ansible.Models;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Git;

/// <summary>
/// Makes a collection or a role of the sources in a git repository.
/// </summary>
internal sealed class GitSources(GitCheckouts checkouts, TimeProvider time)
{
    /// <summary>Gets the sources and builds the archive of what they hold.</summary>
    /// <param name="remote">The git repository.</param>
    /// <param name="work">An empty folder to work in.</param>
    /// <param name="rename">What the role is called, when it is not to have the name it gives itself.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The unit, not saved, its archive, and the archive's path in a repository.</returns>
    /// <exception cref="SyncException">The sources cannot be had, or hold nothing acceptable.</exception>
    public async Task<BuiltSources> BuildAsync(GitRemote remote, string work, Func<RoleSources, RoleSources>? rename, CancellationToken cancellationToken) =>
        await BuildAsync(remote, await FetchAsync(remote, work, cancellationToken).ConfigureAwait(false), work, rename, cancellationToken).ConfigureAwait(false);

    /// <summary>Builds again what was built before.</summary>
    /// <param name="remote">The git repository.</param>
    /// <param name="source">What it was built from.</param>
    /// <param name="work">An empty folder to work in.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The same, when the git repository still has the commit.</returns>
    /// <exception cref="SyncException">The sources cannot be had, or hold nothing acceptable.</exception>
    public async Task<BuiltSources> BuildAsync(GitRemote remote, GitPromise source, string work, CancellationToken cancellationToken)
    {
        var checkout = await FetchAsync(remote with { GitRef = source.Commit }, work, cancellationToken).ConfigureAwait(false);
        return await BuildAsync(remote, checkout with { Tag = source.Tag }, work, rename: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gets the sources.</summary>
    /// <param name="remote">The git repository.</param>
    /// <param name="work">An empty folder to work in.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SyncException">The sources cannot be had.</exception>
    public Task<GitCheckout> FetchAsync(GitRemote remote, string work, CancellationToken cancellationToken) =>
        checkouts.FetchAsync(remote, Directory.CreateDirectory(Path.Join(work, "sources")).FullName, cancellationToken);

    /// <summary>Builds the archive of what sources hold.</summary>
    /// <param name="remote">The git repository.</param>
    /// <param name="checkout">The sources.</param>
    /// <param name="work">The folder to work in.</param>
    /// <param name="rename">What the role is called, when it is not to have the name it gives itself.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The unit, not saved, its archive, and the archive's path in a repository.</returns>
    /// <exception cref="SyncException">The sources hold nothing acceptable.</exception>
    public async Task<BuiltSources> BuildAsync(GitRemote remote, GitCheckout checkout, string work, Func<RoleSources, RoleSources>? rename, CancellationToken cancellationToken)
    {
        var (folder, source) = (checkout.Folder, new GitPromise(checkout.Commit, checkout.Tag));
        var archive = Path.Join(work, "archive.tar.gz");
        if (CollectionSources.Find(folder) is { } collection)
        {
            await CollectionBuild.BuildAsync(folder, collection, archive, cancellationToken).ConfigureAwait(false);
            return await ReadAsync(archive, remote, source, cancellationToken).ConfigureAwait(false);
        }

        var role = RoleSources.Find(folder, new Uri(remote.Url))
            ?? throw new SyncException("The git repository holds no collection and no role: at its root there is no galaxy.yml, no MANIFEST.json, no meta/main.yml and no tasks/main.yml.");
        role = rename?.Invoke(role) ?? role;
        await RoleBuild.BuildAsync(checkout, role, archive, cancellationToken).ConfigureAwait(false);
        var unit = role.Metadata.ApplyTo(new Role { Namespace = role.Namespace, Name = role.Name, Version = checkout.RoleVersion });
        var (sha256, size) = await DigestAsync(archive, cancellationToken).ConfigureAwait(false);
        return new BuiltSources(unit, unit.FileName(), archive, sha256, size, source);
    }

    private async Task<BuiltSources> ReadAsync(string archive, GitRemote remote, GitPromise source, CancellationToken cancellationToken)
    {
        var (sha256, size) = await DigestAsync(archive, cancellationToken).ConfigureAwait(false);
        var content = File.OpenRead(archive);
        await using var closing = content.ConfigureAwait(false);
        try
        {
            var contents = await CollectionArchive.ReadAsync(content, fileName: null, CollectionChecks.Mirror, time, bounds: null, cancellationToken).ConfigureAwait(false);
            var unit = contents.ToUnit(Convert.ToHexStringLower(sha256), size) with { GitUrl = ShownUrl(remote), GitCommitSha = source.Commit };
            return new BuiltSources(unit, unit.FileName(), archive, sha256, size, source);
        }
        catch (CollectionRefusedException refused)
        {
            throw new SyncException($"The git repository holds no acceptable collection: {refused.Message}", refused);
        }
    }

    // What stands in a query may be a secret.
    private static string ShownUrl(GitRemote remote) => new Uri(remote.Url).GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    private static async Task<(byte[] Sha256, long Size)> DigestAsync(string archive, CancellationToken cancellationToken)
    {
        var content = File.OpenRead(archive);
        await using var closing = content.ConfigureAwait(false);
        return (await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false), content.Length);
    }
}
