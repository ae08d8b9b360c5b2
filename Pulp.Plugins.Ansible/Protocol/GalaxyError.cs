namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Represents an error code of the Galaxy API with the status and title it is answered with.
/// </summary>
internal sealed class GalaxyError(int statusCode, string code, string title)
{
    public static readonly GalaxyError Invalid = new(400, "invalid", "Invalid input.");
    public static readonly GalaxyError Exists = new(400, "conflict.collection_exists", "Collection already exists.");
    public static readonly GalaxyError Unauthorized = new(401, "not_authenticated", "Authentication credentials were not provided.");
    public static readonly GalaxyError Denied = new(403, "permission_denied", "You do not have permission to perform this action.");
    public static readonly GalaxyError NotFound = new(404, "not_found", "Not found.");
    public static readonly GalaxyError NotAllowed = new(405, "method_not_allowed", "Method not allowed.");
    public static readonly GalaxyError Conflict = new(409, "conflict", "Conflict.");
    public static readonly GalaxyError TooLarge = new(413, "too_large", "The request is too large.");
    public static readonly GalaxyError TooManyRequests = new(429, "throttled", "Request was throttled.");
    public static readonly GalaxyError Failed = new(500, "error", "A server error occurred.");
    public static readonly GalaxyError BadGateway = new(502, "bad_gateway", "Upstream cannot be reached.");
    public static readonly GalaxyError Unavailable = new(503, "service_unavailable", "Service temporarily unavailable.");

    public int StatusCode { get; } = statusCode;

    public string Code { get; } = code;

    public string Title { get; } = title;

    public override string ToString() => $"{StatusCode} {Code}";
}
