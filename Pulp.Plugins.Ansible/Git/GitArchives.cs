using Pulp.Plugins.Ansible.Models;
using Pulp.Remotes;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Git;

/// <summary>
/// Builds archives that a sync of metadata only left to be built when somebody asks for them, each from the commit it was known by.
/// </summary>
internal sealed class GitArchives(GitSources sources) : IRemoteFileMaker
{
    public async ValueTask<Stream> MakeAsync(Remote remote, Uri url, string folder, CancellationToken cancellationToken)
    {
        var promise = GitPromise.Parse(url);
        try
        {
            return File.OpenRead((await sources.BuildAsync((GitRemote)remote, promise, folder, cancellationToken).ConfigureAwait(false)).Archive);
        }
        catch (SyncException failed)
        {
            throw new SyncException($"The archive is built from commit {promise.Commit} of a git repository when it is asked for, and cannot be built now. {failed.Message}", failed);
        }
    }
}
