using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Pulp.Downloads;

/// <summary>
/// Represents what an upstream asks for in place of a login: a token of a server it names.
/// </summary>
/// <param name="Realm">The token server's address.</param>
/// <param name="Service">What the token is for, if stated.</param>
/// <param name="Scope">What it is to allow, if stated.</param>
internal sealed partial record TokenChallenge(Uri Realm, string? Service, string? Scope)
{
    /// <summary>Gets the address to ask for the token.</summary>
    public Uri Address
    {
        get
        {
            var query = string.Join('&', new[] { ("service", Service), ("scope", Scope) }.Where(pair => pair.Item2 is not null).Select(pair => $"{pair.Item1}={Uri.EscapeDataString(pair.Item2!)}"));
            return query.Length == 0 ? Realm : new UriBuilder(Realm) { Query = string.IsNullOrEmpty(Realm.Query) ? query : $"{Realm.Query[1..]}&{query}" }.Uri;
        }
    }

    /// <summary>Finds the challenge in an answer; null when there is none that can be met.</summary>
    public static TokenChallenge? Find(HttpResponseHeaders headers)
    {
        foreach (var offered in headers.WwwAuthenticate)
        {
            if (!offered.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) || offered.Parameter is null)
                continue;
            var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (Match match in Pair().Matches(offered.Parameter))
                values.TryAdd(match.Groups[1].Value, match.Groups[3].Success ? match.Groups[3].Value : match.Groups[2].Value.Replace("\\", "", StringComparison.Ordinal));
            if (values.TryGetValue("realm", out var text) && Uri.TryCreate(text, UriKind.Absolute, out var realm) && realm.Scheme is ("http" or "https"))
                return new TokenChallenge(SafeUrl.WithoutUserInfo(realm), values.GetValueOrDefault("service"), values.GetValueOrDefault("scope"));
        }

        return null;
    }

    [GeneratedRegex("""([A-Za-z_]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pair();
}
