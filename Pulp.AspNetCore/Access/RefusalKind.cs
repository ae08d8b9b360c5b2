namespace Pulp.AspNetCore.Access;

/// <summary>
/// Names why a request is refused before a plugin's code sees it.
/// </summary>
public enum RefusalKind
{
    /// <summary>The caller must log in: 401.</summary>
    Unauthenticated,

    /// <summary>The caller is not allowed: 403.</summary>
    Forbidden,

    /// <summary>There is no distribution at the path: 404.</summary>
    NotFound,

    /// <summary>The path is known, but not with this method: 405.</summary>
    MethodNotAllowed,

    /// <summary>The caller failed to log in too often: 429.</summary>
    TooManyFailures,

    /// <summary>The path holds what no path may hold, such as a line break: 400.</summary>
    Malformed,
}
