namespace Pulp.Downloads;

/// <summary>
/// Tells what a connection is for; each role has its own pool, so that trust given to one is never used by another.
/// </summary>
internal enum UpstreamRole
{
    /// <summary>The origin of the remote's URL: credentials and client certificate may be used.</summary>
    Base,

    /// <summary>Another origin an administrator named, such as a token service: may be private.</summary>
    Named,

    /// <summary>An origin that a redirect or upstream's data named.</summary>
    Linked,
}
