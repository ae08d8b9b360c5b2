namespace Pulp.Downloads;

/// <summary>
/// Takes user name and password out of an address, so that they are handled as credentials and never shown with it.
/// </summary>
internal static class UrlCredentials
{
    /// <summary>Splits an address.</summary>
    /// <param name="url">The address.</param>
    /// <returns>The address without credentials, and those it held; null for what it did not hold.</returns>
    public static (string Url, string? Username, string? Password) Split(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.UserInfo.Length == 0)
            return (url, null, null);
        var colon = uri.UserInfo.IndexOf(':', StringComparison.Ordinal);
        var bare = new UriBuilder(uri) { UserName = "", Password = "" }.Uri.AbsoluteUri;
        return colon < 0
            ? (bare, Uri.UnescapeDataString(uri.UserInfo), null)
            : (bare, Uri.UnescapeDataString(uri.UserInfo[..colon]), Uri.UnescapeDataString(uri.UserInfo[(colon + 1)..]));
    }
}
