namespace Pulp.AspNetCore.Endpoints;

/// <summary>
/// Names how the path of a request was matched to a distribution.
/// </summary>
public enum DistributionMatch
{
    /// <summary>There is no distribution at the path.</summary>
    Absent,

    /// <summary>The distribution's base path is a beginning of the named path.</summary>
    Below,

    /// <summary>The named path is the distribution's base path.</summary>
    Exact,
}
