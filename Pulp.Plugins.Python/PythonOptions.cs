namespace Pulp.Plugins.Python;

/// <summary>
/// Holds the settings of the Python plugin.
/// </summary>
public sealed class PythonOptions
{
    /// <summary>Gets or sets how long the page of an upstream's project is used without asking again, when a distribution pulls through.</summary>
    /// <value>The default is 1 minute. A page that cannot be renewed because upstream is down is used longer.</value>
    public TimeSpan UpstreamPageLifetime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets how many files the remembered pages of upstreams may list together, which bounds the memory they take.</summary>
    /// <value>The default is 100,000, some 100 MB.</value>
    public int UpstreamPageFiles { get; set; } = 100_000;

    /// <summary>Gets or sets the certificate authorities in PEM that must have signed the certificates of uploaded attestations (PEP 740).</summary>
    /// <value>
    /// The default is none: an attestation's signature must then fit its own certificate, whoever signed that. Intermediate authorities may be listed too.
    /// </value>
    public IList<string> AttestationTrustRoots { get; set; } = [];
}
