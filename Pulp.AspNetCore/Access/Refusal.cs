using Microsoft.AspNetCore.Http;

namespace Pulp.AspNetCore.Access;

/// <summary>
/// Represents why a request is refused before a plugin's code sees it.
/// </summary>
/// <param name="Kind">The kind.</param>
/// <param name="Reason">The reason in words for the user; null for the kind's usual one.</param>
public sealed record Refusal(RefusalKind Kind, string? Reason = null)
{
    /// <summary>Gets the status of the answer.</summary>
    public int StatusCode => Kind switch
    {
        RefusalKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
        RefusalKind.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
        RefusalKind.TooManyFailures => StatusCodes.Status429TooManyRequests,
        RefusalKind.Malformed => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status404NotFound,
    };

    /// <summary>Gets the methods the path is known with, for 405.</summary>
    public string? Allow { get; init; }

    // A wrong login is told apart from none.
    internal static Refusal Login(ICallerFeature? feature) => (feature as CallerFeature)?.Refusal switch
    {
        { StatusCode: StatusCodes.Status429TooManyRequests, Detail: var detail } => new(RefusalKind.TooManyFailures, detail),
        { Detail: var detail } => new(RefusalKind.Unauthenticated, detail),
        _ => new(RefusalKind.Unauthenticated, "Authentication credentials were not provided."),
    };
}
