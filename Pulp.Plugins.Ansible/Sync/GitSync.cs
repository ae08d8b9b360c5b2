using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Pulp.Digests;
using Pulp.Plugins.Ansible.Archives;
using Pulp.Plugins.Ansible.Git;
using Pulp.Plugins.Ansible.Models;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Reads a git repository that holds a collection: its files at a branch, tag or commit are built into an archive, as ansible-galaxy builds it.
/// </summary>
internal sealed class GitSync : ISyncSource
{
    private readonly TimeProvider time;

    public GitSync(TimeProvider time) => this.time = time;

    public async IAsyncEnumerable<SyncItem> ReadAsync(SyncContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var remote = (GitRemote)context.Remote;
        var progress = context.BeginProgress("Cloning Git Repository", "sync.git.clone");
        var work = context.CreateWorkingDirectory();
        var folder = Directory.CreateDirectory(Path.Join(work, "sources")).FullName;
        await GitCheckout.FetchAsync(remote, folder, time, cancellationToken).ConfigureAwait(false);
        var archive = Path.Join(work, "collection.tar.gz");
        await CollectionBuild.BuildAsync(folder, CollectionSources.Read(folder), archive, cancellationToken).ConfigureAwait(false);
        progress.Increment();
        progress.Complete();
        yield return await DeclareAsync(remote, archive, cancellationToken).ConfigureAwait(false);
    }

    private async Task<DeclaredContent> DeclareAsync(GitRemote remote, string archive, CancellationToken cancellationToken)
    {
        var content = File.OpenRead(archive);
        await using var closing = content.ConfigureAwait(false);
        var sha256 = await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false);
        try
        {
            var contents = await CollectionArchive.ReadAsync(content, fileName: null, CollectionChecks.Mirror, time, bounds: null, cancellationToken).ConfigureAwait(false);
            var unit = contents.ToUnit(Convert.ToHexStringLower(sha256), content.Length);
            return new DeclaredContent(unit, new DeclaredFile(unit.FileName(), new Uri(remote.Url), content.Length, new DigestSet(Digest.Sha256(sha256)))
            {
                OpenAsync = _ => new ValueTask<Stream>(File.OpenRead(archive)),
            });
        }
        catch (CollectionRefusedException refused)
        {
            throw new SyncException($"The git repository holds no acceptable collection: {refused.Message}", refused);
        }
    }
}
