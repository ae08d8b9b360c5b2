using System.Text;

namespace Pulp.Downloads;

/// <summary>
/// Writes a URL as it may appear in messages and logs: without user information and without the values of its query, where signatures and tokens stand.
/// </summary>
internal static class SafeUrl
{
    private const int MaxLength = 500;

    public static string Of(Uri uri)
    {
        if (!uri.IsAbsoluteUri)
            return "(relative URL)";
        var text = uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) + MaskedQuery(uri.Query);
        return text.Length <= MaxLength ? text : string.Concat(text.AsSpan(0, MaxLength), "…");
    }

    /// <summary>Gets the URL without user information and fragment, as it is requested.</summary>
    public static Uri WithoutUserInfo(Uri uri) => uri.UserInfo.Length == 0 && uri.Fragment.Length == 0
        ? uri
        : new Uri(uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.PathAndQuery, UriFormat.UriEscaped));

    private static string MaskedQuery(string query)
    {
        if (query.Length <= 1)
            return "";
        var masked = new StringBuilder("?");
        foreach (var pair in query[1..].Split('&'))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            masked.Append(masked.Length > 1 ? "&" : "").Append(equals > 0 ? pair.AsSpan(0, equals + 1) : "").Append("***");
        }

        return masked.ToString();
    }
}
