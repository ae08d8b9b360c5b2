namespace Pulp.Downloads;

/// <summary>
/// Configures which addresses may be contacted on behalf of remotes.
/// </summary>
/// <remarks>
/// Link-local, cloud metadata, multicast and unspecified addresses are refused whatever is set here. Loopback and private
/// addresses may be named by an administrator as a remote's URL; a redirect or a link found in upstream's data leads there
/// only when the remote itself lives there.
/// </remarks>
public sealed class EgressOptions
{
    /// <summary>Gets or sets a value indicating whether redirects and links may lead from public to private addresses.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool AllowPrivateLinks { get; set; }

    /// <summary>Gets the private networks, in CIDR notation, that redirects and links may lead to.</summary>
    /// <value>The default is none.</value>
    public IList<string> AllowedNetworks { get; } = [];

    /// <summary>Gets the networks, in CIDR notation, that are never contacted, even where an administrator named them.</summary>
    /// <value>The default is none.</value>
    public IList<string> DeniedNetworks { get; } = [];
}
