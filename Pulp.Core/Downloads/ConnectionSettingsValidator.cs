using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pulp.Downloads;

/// <summary>
/// Checks connection settings that come from outside.
/// </summary>
public sealed class ConnectionSettingsValidator
{
    private static readonly string[] ProxySchemes = ["http", "https", "socks4", "socks4a", "socks5"];

    // The client computes these itself, or they change how the response must be read.
    private static readonly HashSet<string> ReservedHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Keep-Alive", "Content-Length", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Expect",
        "Proxy-Authorization", "Proxy-Connection", "Accept-Encoding", "Range", "If-Range",
    };

    private readonly FileSource files;

    /// <summary>Initializes the validator.</summary>
    /// <param name="files">Decides which paths a <c>file://</c> URL may name.</param>
    internal ConnectionSettingsValidator(FileSource files) => this.files = files;

    /// <summary>
    /// Finds everything that is wrong with the settings.
    /// </summary>
    /// <param name="settings">The settings.</param>
    /// <returns>All errors by the name the field has in REST, for example <c>proxy_url</c>; empty when the settings can be used. No text repeats a secret.</returns>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Validate(ConnectionSettings settings)
    {
        var errors = new FieldErrors();
        CheckUrl(settings.BaseUrl, errors);
        CheckProxy(settings, errors);
        CheckHeaders(settings, errors);
        CheckCertificates(settings, errors);
        if (settings.Username?.Contains(':', StringComparison.Ordinal) == true)
            errors.Add("username", "A colon is not allowed (RFC 7617, section 2).");
        CheckToken(settings, errors);
        CheckNumber("total_timeout", settings.TotalTimeout, errors);
        CheckNumber("connect_timeout", settings.ConnectTimeout, errors);
        CheckNumber("sock_connect_timeout", settings.SockConnectTimeout, errors);
        CheckNumber("sock_read_timeout", settings.SockReadTimeout, errors);
        CheckNumber("rate_limit", settings.RateLimit, errors);
        if (settings.MaxRetries < 0)
            errors.Add("max_retries", "Must be at least 0.");
        if (settings.DownloadConcurrency < 1)
            errors.Add("download_concurrency", "Must be at least 1.");
        return errors.ByField;
    }

    private static void CheckToken(ConnectionSettings settings, FieldErrors errors)
    {
        if (settings.TokenLogin is not { } login)
            return;
        if (login.Token.Length == 0 || login.Token.Any(c => c is <= ' ' or > '~'))
            errors.Add("token", "A token holds only printable ASCII characters, without blanks.");
        if (login.ExchangeUrl is not { } exchange)
            return;
        if (!exchange.IsAbsoluteUri || exchange.Scheme is not ("http" or "https") || exchange.UserInfo.Length > 0)
            errors.Add("auth_url", "Must be an http or https URL without credentials in it.");
        else if (exchange.Scheme == "http" && settings.BaseUrl is { IsAbsoluteUri: true, Scheme: "https" })
            errors.Add("auth_url", "The token of an upstream that is reached by https may not be sent by http.");
    }

    private static void CheckNumber(string field, double? value, FieldErrors errors)
    {
        if (value is { } number && !(number >= 0 && double.IsFinite(number)))
            errors.Add(field, "Must be a number of at least 0; 0 means none.");
    }

    private void CheckUrl(Uri url, FieldErrors errors)
    {
        if (!url.IsAbsoluteUri)
            errors.Add("url", "Must be an absolute URL such as https://example.org/.");
        else if (url.IsFile && !files.IsAllowed(url))
            errors.Add("url", "The path is not below one of the allowed import paths (ALLOWED_IMPORT_PATHS).");
        else if (!url.IsFile && url.Scheme is not ("http" or "https"))
            errors.Add("url", $"The scheme '{url.Scheme}' is not supported; use http or https.");
        if (url.IsAbsoluteUri && url.UserInfo.Length > 0)
            errors.Add("url", "Credentials are not allowed in the URL; use username and password.");
    }

    private static void CheckProxy(ConnectionSettings settings, FieldErrors errors)
    {
        if (settings.ProxyUrl is { } proxy)
        {
            if (!proxy.IsAbsoluteUri || !ProxySchemes.Contains(proxy.Scheme) || proxy.Host.Length == 0)
                errors.Add("proxy_url", $"Must be a URL such as http://proxy.example.org:3128 with one of the schemes {string.Join(", ", ProxySchemes)}.");
            else if (proxy.UserInfo.Length > 0)
                errors.Add("proxy_url", "Credentials are not allowed in the URL; use proxy_username and proxy_password.");
        }
        else if (settings.ProxyUsername is not null || settings.ProxyPassword is not null)
        {
            errors.Add("proxy_url", "Required when proxy_username or proxy_password is given.");
        }

        if (settings.ProxyUsername is null != settings.ProxyPassword is null)
            errors.Add(settings.ProxyUsername is null ? "proxy_username" : "proxy_password", "proxy_username and proxy_password must be given together.");
    }

    private static void CheckHeaders(ConnectionSettings settings, FieldErrors errors)
    {
        var authorizations = settings.Username is null && settings.Password is null && settings.TokenLogin is null ? 0 : 1;
        foreach (var (name, value) in settings.Headers)
        {
            if (name.Length == 0 || !name.All(IsTokenCharacter))
                errors.Add("headers", "A header name may hold only letters, digits and !#$%&'*+-.^_`|~ (RFC 9110, section 5.6.2).");
            else if (ReservedHeaders.Contains(name))
                errors.Add("headers", $"The header '{name}' is set by the client itself.");
            else if (name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) && ++authorizations > 1)
                errors.Add("headers", "Authorization is given more than once; use either the header, or username and password, or a token.");
            if (value is null || value.Any(c => c != '\t' && (c < ' ' || c > '~')))
                errors.Add("headers", "A header value may hold only printable ASCII characters, without line breaks.");
        }
    }

    private static void CheckCertificates(ConnectionSettings settings, FieldErrors errors)
    {
        Check("ca_cert", settings.CaCertificate, pem => PemCertificates.Authorities(pem));
        if (settings.ClientCertificate is null && settings.ClientKey is not null)
            errors.Add("client_cert", "Required when client_key is given.");
        Check("client_cert", settings.ClientCertificate, pem => PemCertificates.Client(pem, settings.ClientKey));

        void Check(string field, string? pem, Func<string, X509Certificate2Collection> load)
        {
            if (pem is null)
                return;
            try
            {
                foreach (var certificate in load(pem))
                    certificate.Dispose();
            }
            catch (Exception e) when (e is CryptographicException or ArgumentException)
            {
                errors.Add(field, field == "ca_cert"
                    ? "Must be one or more PEM encoded certificates."
                    : "Must be a PEM encoded certificate with the matching unencrypted private key in client_key.");
            }
        }
    }

    // tchar of RFC 9110, section 5.6.2.
    private static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);

    private sealed class FieldErrors
    {
        private readonly Dictionary<string, IReadOnlyList<string>> byField = new(StringComparer.Ordinal);

        public IReadOnlyDictionary<string, IReadOnlyList<string>> ByField => byField;

        public void Add(string field, string message)
        {
            if (!byField.TryGetValue(field, out var messages))
                byField[field] = messages = new List<string>();
            if (!messages.Contains(message))
                ((List<string>)messages).Add(message);
        }
    }
}
