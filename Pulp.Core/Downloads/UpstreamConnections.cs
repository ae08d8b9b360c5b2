using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace Pulp.Downloads;

/// <summary>
/// Knows the connections by the names of their handlers, so that the HTTP client factory can build a handler from its name alone.
/// </summary>
/// <remarks>
/// Bounded: a pull-through cache makes thousands of remotes. A forgotten connection costs its next client a new pool; one
/// still held by a client is entered again when that client opens a further pool.
/// </remarks>
internal sealed class UpstreamConnections(IOptionsMonitorCache<HttpClientFactoryOptions> optionsCache, DownloadOptions options, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, UpstreamConnection> byFingerprint = new(StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (gate)
                return byFingerprint.Count;
        }
    }

    public UpstreamConnection? Find(string fingerprint)
    {
        lock (gate)
        {
            if (byFingerprint.TryGetValue(fingerprint, out var connection))
                connection.LastUsed = time.GetTimestamp();
            return connection;
        }
    }

    /// <summary>Enters a connection, or gets the equal one that is already there.</summary>
    public UpstreamConnection Enter(UpstreamConnection connection)
    {
        lock (gate)
        {
            if (!byFingerprint.TryAdd(connection.Fingerprint, connection))
                return byFingerprint[connection.Fingerprint];
            connection.LastUsed = time.GetTimestamp();
            if (byFingerprint.Count > options.MaxConnectionPools)
                Forget(byFingerprint.Values.Where(candidate => candidate != connection).MinBy(candidate => candidate.LastUsed));
            return connection;
        }
    }

    /// <summary>Gets a client over the pool of one role; its handler is built now if there is none.</summary>
    public HttpClient Open(UpstreamConnection connection, UpstreamRole role, IHttpClientFactory factory)
    {
        lock (gate)
        {
            // The factory builds the handler inside this call, so the name is known for as long as it is needed.
            byFingerprint.TryAdd(connection.Fingerprint, connection);
            return factory.CreateClient(connection.NameOf(role));
        }
    }

    private void Forget(UpstreamConnection? connection)
    {
        if (connection is null)
            return;
        byFingerprint.Remove(connection.Fingerprint);
        foreach (var role in Enum.GetValues<UpstreamRole>())
            optionsCache.TryRemove(connection.NameOf(role));
    }
}
