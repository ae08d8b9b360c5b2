using Pulp.Domains;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Sync;

/// <summary>
/// Keeps what a sync remembers of upstream as a whole, with its choice and the version it ended with, so that the memory is used only while both still hold.
/// </summary>
/// <remarks>
/// <code>
/// choice   8 bytes: a hash of the remote and the options the sync had
/// mirror   1 byte
/// version 16 bytes: the identifier of the version it ended with
/// rest     the source's memory
/// </code>
/// </remarks>
internal sealed class UpstreamMemory(Repository repository, Remote remote, bool mirror, byte[] choice)
{
    private const int IdLength = 16;
    private readonly string name = $"upstream:{remote.Id:N}";
    private readonly byte[] head = [.. choice, mirror ? (byte)1 : (byte)0];

    public async ValueTask<byte[]?> ReadAsync(IStoreSession session)
    {
        if (await session.States.GetAsync(repository.Id, name).ConfigureAwait(false) is not { } value || !value.AsSpan().StartsWith(head))
            return null;
        if (await session.Versions.FindAsync(repository.Id).ConfigureAwait(false) is not { } latest || latest.Id != new Guid(value.AsSpan(head.Length, IdLength)))
            return null;
        // What was here may have been given up since, and a sync is what brings it back.
        var isWhole = remote.Policy != DownloadPolicy.Immediate
            || (await session.Contents.ScanFilesAsync(latest, repository.DomainId, stored: false, afterKey: 0, limit: 1).ConfigureAwait(false)).Count == 0;
        return isWhole ? value[(head.Length + IdLength)..] : null;
    }

    /// <summary>Notes how a sync ended; null forgets how earlier ones did.</summary>
    public ValueTask WriteAsync(IStoreSession session, RepositoryVersion version, byte[]? memory) =>
        session.States.SetAsync(repository.Id, [new(name, memory is null ? null : [.. head, .. version.Id.ToByteArray(), .. memory])]);
}
