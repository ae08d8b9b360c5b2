using Microsoft.AspNetCore.Http;

namespace Pulp.AspNetCore.Api;

/// <summary>
/// Reads the name under which a client finds a request again in logs and tasks, or gives one.
/// </summary>
internal static class CorrelationId
{
    public const string Header = "Correlation-ID";

    /// <summary>Gets the name a request has: the client's if it is a UUID, otherwise a new one.</summary>
    public static string Of(HttpRequest request)
    {
        var given = request.Headers[Header].ToString();
        return Guid.TryParseExact(given, "N", out _) || Guid.TryParseExact(given, "D", out _) ? given : Guid.NewGuid().ToString("N");
    }
}
