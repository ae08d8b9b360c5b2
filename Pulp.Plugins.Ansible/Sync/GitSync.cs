using System.Runtime.CompilerServices;
using Pulp.ContentTypes;
using Pulp.Digests;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Git;
using Pulp.Plugins.Ansible.Models;
using Pulp.Stores;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Builds the collection or role that a git repository contains. Where only the metadata is wanted, the archive is not stored; it was built to know its digest.
/// </summary>
internal sealed class GitSync(GitSources sources, IPulpDatabase database, ContentCorrections corrections, GalaxyTypes types) : ISyncSource
{
    public async IAsyncEnumerable<SyncItem> ReadAsync(SyncContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var remote = (GitRemote)context.Remote;
        var progress = context.BeginProgress("Cloning Git Repository", "sync.git.clone");
        var built = await sources.BuildAsync(remote, context.CreateWorkingDirectory(), rename: null, cancellationToken).ConfigureAwait(false);
        progress.Increment();
        progress.Complete();
        if (built.Unit is CollectionVersion collection)
            await TellSourceAsync(context.Repository.DomainId, collection, cancellationToken).ConfigureAwait(false);
        var file = new DeclaredFile(built.Path, built.Source.AddressIn(remote), built.Size, new DigestSet(Digest.Sha256(built.Sha256)));
        yield return new DeclaredContent(
            built.Unit, remote.MetadataOnly ? file with { IsDeferred = true } : file with { OpenAsync = _ => new ValueTask<Stream>(File.OpenRead(built.Archive)) });
    }

    // The same archive may have come as such before.
    private async Task TellSourceAsync(Guid domainId, CollectionVersion built, CancellationToken cancellationToken)
    {
        var known = await database.ReadAsync(
            async session => (await session.Contents.FindAsync(types.Collections, domainId, [types.Collections.NaturalKey(built)]).ConfigureAwait(false))[0] is { } identity
                ? (await session.Contents.GetAsync([identity.StoreKey]).ConfigureAwait(false)).OfType<CollectionVersion>().FirstOrDefault()
                : null,
            cancellationToken).ConfigureAwait(false);
        if (known is { GitCommitSha: null })
            await corrections.CorrectAsync(domainId, [types.Row(known with { GitUrl = built.GitUrl, GitCommitSha = built.GitCommitSha })], cancellationToken).ConfigureAwait(false);
    }
}
