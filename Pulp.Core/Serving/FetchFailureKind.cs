namespace Pulp.Serving;

/// <summary>
/// Names why a file could not be fetched.
/// </summary>
public enum FetchFailureKind
{
    /// <summary>No source has it, none is left, or each gave something else than it promised.</summary>
    NotFound,

    /// <summary>Upstream asks to come back later.</summary>
    RateLimited,

    /// <summary>Upstream answered with another status; it is passed on.</summary>
    UpstreamStatus,

    /// <summary>Upstream could not be reached or took too long.</summary>
    Unreachable,

    /// <summary>The bytes could not be stored here.</summary>
    Storage,
}
