using System.Text;

namespace Pulp.Downloads;

/// <summary>
/// What all clients with equal settings share: the settings made ready for use, and the names of their connection pools.
/// </summary>
internal sealed class UpstreamConnection
{
    public const string NamePrefix = "pulp-upstream:";

    public UpstreamConnection(ConnectionSettings settings, string fingerprint)
    {
        Settings = settings;
        Fingerprint = fingerprint;
        Timeouts = TimeoutSettings.Of(settings);
        if (settings.TokenLogin is { } token)
            Authorization = token.Authorization;
        else if (settings.Username is not null || settings.Password is not null)
            Authorization = BasicAuthorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.Username}:{settings.Password}"));
        // The name of a proxied upstream is resolved by the proxy: only what the URL says can be known here.
        if (settings.BaseUrl.IsFile)
            Zone.ObservePublic();
        else if (IsProxied && EgressPolicy.LiteralAddress(settings.BaseUrl.IdnHost) is { } address)
            Zone.Observe([address]);
        else if (IsProxied)
            Zone.ObservePublic();
    }

    public ConnectionSettings Settings { get; }

    public string Fingerprint { get; }

    public TimeoutSettings Timeouts { get; }

    /// <summary>Gets the user name and password, which token servers ask for.</summary>
    public string? BasicAuthorization { get; }

    /// <summary>Gets what is sent to upstream without being asked; null when there is nothing, or it must be got of a token server.</summary>
    public string? Authorization { get; }

    public bool IsProxied => Settings.ProxyUrl is not null;

    public UpstreamZone Zone { get; } = new();

    public UpstreamTokens Tokens { get; } = new();

    /// <summary>Gets or sets when a client last asked for it, as a timestamp.</summary>
    public long LastUsed { get; set; }

    public string NameOf(UpstreamRole role) => $"{NamePrefix}{Fingerprint}:{role}";
}
