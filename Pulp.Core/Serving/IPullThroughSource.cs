namespace Pulp.Serving;

/// <summary>
/// Finds upstream what a distribution does not have, and turns what was fetched into content.
/// </summary>
public interface IPullThroughSource
{
    /// <summary>Finds where a missing file can be fetched.</summary>
    /// <param name="request">The distribution, its remote, and what the client asked for.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The promise, or null when nothing may be fetched for this path.</returns>
    ValueTask<PullThroughFile?> ResolveAsync(PullThroughRequest request, CancellationToken cancellationToken);

    /// <summary>Turns a fetched file into a unit that is kept (and added to the distribution's repository).</summary>
    /// <param name="request">What the client asked for.</param>
    /// <param name="upload">The stored file, with the same helpers as an upload's.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The unit, or null when the file is kept as an artifact only.</returns>
    Task<Uploads.UploadedContent?> KeepAsync(PullThroughRequest request, Uploads.UploadContext upload, CancellationToken cancellationToken);
}
