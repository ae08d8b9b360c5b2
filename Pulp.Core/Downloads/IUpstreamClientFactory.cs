namespace Pulp.Downloads;

/// <summary>
/// Creates clients to upstreams.
/// </summary>
/// <remarks>Safe to call concurrently.</remarks>
public interface IUpstreamClientFactory
{
    /// <summary>
    /// Creates a client.
    /// </summary>
    /// <param name="settings">What the remote says about its connection.</param>
    /// <returns>A client the caller disposes. It is cheap: clients with equal settings share connections.</returns>
    /// <exception cref="InvalidConnectionSettingsException">A setting cannot be used.</exception>
    UpstreamClient Create(ConnectionSettings settings);
}
