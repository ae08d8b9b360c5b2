using Microsoft.AspNetCore.Http;

namespace Pulp.AspNetCore.Api;

/// <summary>
/// Knows whether a client takes what the REST API answers. Weights are not looked at: there is one representation, which browsers get too.
/// </summary>
internal static class Negotiation
{
    private static readonly string[] Given = ["application/json", "text/html"];

    /// <summary>Tells whether one of the media ranges of <c>Accept</c> takes an answer; a client that names none takes all.</summary>
    /// <param name="request">The request.</param>
    public static bool IsAcceptable(HttpRequest request)
    {
        var accept = request.Headers.Accept.ToString();
        if (string.IsNullOrWhiteSpace(accept))
            return true;
        foreach (var range in accept.Split(','))
        {
            var name = range.AsSpan();
            if (name.IndexOf(';') is >= 0 and var parameters)
                name = name[..parameters];
            name = name.Trim();
            if (name is "*/*" or "*" || (name.EndsWith("/*") && Given.Any(StartsWith(name[..^1].ToString()))) || Given.Contains(name.ToString(), StringComparer.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static Func<string, bool> StartsWith(string beginning) => given => given.StartsWith(beginning, StringComparison.OrdinalIgnoreCase);
}
