namespace Pulp.Plugins.Container;

/// <summary>
/// Holds the settings of the container plugin.
/// </summary>
public sealed class ContainerOptions
{
    /// <summary>Gets or sets whether clients get tokens for their logins. If not, they send the logins themselves, by HTTP Basic, and an empty login is none; permissions are the same.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool TokenAuthentication { get; set; } = true;

    /// <summary>Gets or sets the name of the registry in its tokens: what they are issued for. Clients send back what the challenge names.</summary>
    /// <value>The default is the host of <see cref="PulpOptions.ContentOrigin"/>, or <c>pulp</c> when that is not set; never what a client calls the server.</value>
    public string? TokenService { get; set; }

    /// <summary>Gets or sets how long a token may be used.</summary>
    /// <value>The default is 5 minutes.</value>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets how long a refresh token may be used. A change of the user's password ends it before.</summary>
    /// <value>The default is 30 days.</value>
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Gets or sets whether clients may delete tags, manifests and blobs through the registry.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool AllowDelete { get; set; } = true;

    /// <summary>Gets or sets how long an upload may pause before it is given up.</summary>
    /// <value>The default is 1 hour.</value>
    public TimeSpan UploadLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Gets or sets how many uploads may be open at once.</summary>
    /// <value>The default is 1,000.</value>
    public int MaximumUploads { get; set; } = 1000;

    /// <summary>Gets or sets how many uploads one user may have open at once.</summary>
    /// <value>The default is 500.</value>
    public int MaximumUploadsPerUser { get; set; } = 500;

    /// <summary>Gets or sets how long a blob or manifest that was pushed is kept for a tag that needs it.</summary>
    /// <value>The default is 24 hours.</value>
    public TimeSpan PendingLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Gets or sets how long upstream may take to say what a tag stands for, before the tag is answered with what is here.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan FreshnessTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
