using Pulp.Plugins.Ansible.Models;
using Pulp.Serving;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Details;

/// <summary>
/// Fetches the archives of collections of which there is only a promise, for those who need to look into them.
/// </summary>
internal sealed class PromisedArchives(IPulpDatabase database, OnDemandFiles files)
{
    /// <summary>Fetches an archive when it is not here and someone promised it.</summary>
    /// <param name="version">The collection version, saved.</param>
    /// <param name="cancellationToken">Cancels waiting; others may wait for it as well.</param>
    /// <returns>Why it is not here now; null when it is, or when a remote passes its files through without keeping them.</returns>
    public async Task<FetchFailure?> FetchAsync(CollectionVersion version, CancellationToken cancellationToken)
    {
        var known = (await database.ReadAsync(session => session.Contents.GetFilesAsync([version.StoreKey]), cancellationToken).ConfigureAwait(false))[version.StoreKey];
        if (known.FirstOrDefault(file => file.RelativePath == version.FileName()) is not { } archive)
            return new FetchFailure(FetchFailureKind.NotFound, "There is no file of it.");
        if (archive.Stored is not null)
            return null;
        switch (await files.OpenAsync(archive, cancellationToken).ConfigureAwait(false))
        {
            case FetchOutcome.Failed { Failure: var failure }:
                return failure;
            case FetchOutcome.Streaming { File: var coming }:
                using (coming)
                    return await WaitAsync(coming, cancellationToken).ConfigureAwait(false);
            default:
                return null;
        }
    }

    private static async Task<FetchFailure?> WaitAsync(StreamingFile coming, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (long read = 0; await coming.ReadAsync(buffer, read, cancellationToken).ConfigureAwait(false) is > 0 and var count;)
                read += count;
            return null;
        }
        catch (FetchBrokenException broken)
        {
            return new FetchFailure(FetchFailureKind.Unreachable, broken.Message);
        }
    }
}
