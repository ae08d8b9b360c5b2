namespace Pulp.Serving;

/// <summary>
/// Names why a file could not be fetched.
/// </summary>
public enum FetchFailureKind
{
    /// <summary>No source has it, none is left, or each gave something else than it promised. While one of them could not be asked, its failure is told instead.</summary>
    NotFound,

    /// <summary>Upstream asks to come back later.</summary>
    RateLimited,

    /// <summary>Upstream answered with another status; what is not here is refused with the same, and what is promised here as a fault of upstream.</summary>
    UpstreamStatus,

    /// <summary>Upstream could not be reached or took too long.</summary>
    Unreachable,

    /// <summary>The bytes could not be stored here.</summary>
    Storage,
}
