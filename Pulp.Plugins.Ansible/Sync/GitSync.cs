using System.Runtime.CompilerServices;
using Pulp.Digests;
using Pulp.Plugins.Ansible.Git;
using Pulp.Plugins.Ansible.Models;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Builds the collection or role that a git repository contains.
/// </summary>
internal sealed class GitSync(GitSources sources) : ISyncSource
{
    public async IAsyncEnumerable<SyncItem> ReadAsync(SyncContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var remote = (GitRemote)context.Remote;
        var progress = context.BeginProgress("Cloning Git Repository", "sync.git.clone");
        var built = await sources.BuildAsync(remote, context.CreateWorkingDirectory(), rename: null, cancellationToken).ConfigureAwait(false);
        progress.Increment();
        progress.Complete();
        yield return new DeclaredContent(built.Unit, new DeclaredFile(built.Path, new Uri(remote.Url), built.Size, new DigestSet(Digest.Sha256(built.Sha256)))
        {
            OpenAsync = _ => new ValueTask<Stream>(File.OpenRead(built.Archive)),
        });
    }
}
