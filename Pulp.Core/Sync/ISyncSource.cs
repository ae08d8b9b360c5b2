namespace Pulp.Sync;

/// <summary>
/// Reads upstream: yields what upstream has, applies the remote's choice, and leaves storing, comparing and associating to the core.
/// </summary>
/// <remarks>Memory stays bounded because the core takes items only as fast as it can work on them: yield as you read, keep nothing.</remarks>
public interface ISyncSource
{
    /// <summary>Reads upstream.</summary>
    /// <param name="context">The repository, the remote, the client to upstream, and what the last sync remembered.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>What upstream has.</returns>
    IAsyncEnumerable<SyncItem> ReadAsync(SyncContext context, CancellationToken cancellationToken);
}
