using Microsoft.AspNetCore.Http;

namespace Pulp.AspNetCore.Api;

/// <summary>
/// Reads the name under which a client finds a request again in logs and tasks, or gives one.
/// </summary>
internal static class CorrelationId
{
    public const string Header = "Correlation-ID";
    private const int MaximumLength = 64;

    public static string Of(HttpRequest request)
    {
        var given = request.Headers[Header].ToString();
        if (given.Length == 0)
            return Guid.NewGuid().ToString("N");
        Span<char> kept = stackalloc char[MaximumLength];
        var length = 0;
        foreach (var c in given)
        {
            if (length == MaximumLength)
                break;
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':')
                kept[length++] = c;
        }

        return length == 0 ? Guid.NewGuid().ToString("N") : new string(kept[..length]);
    }
}
