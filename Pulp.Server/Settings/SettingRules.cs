using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Http;
using Pulp.Digests;
using Pulp.Downloads;
using Pulp.Server.Hosting;

namespace Pulp.Server.Settings;

/// <summary>
/// Says what is wrong with settings that were read well.
/// </summary>
internal static class SettingRules
{
    private static readonly SearchValues<char> NotInPaths = SearchValues.Create("{}*?#%\\ ");

    public static IEnumerable<string> Check(ServerSettings settings)
    {
        foreach (var problem in settings.Urls.Split(';', StringSplitOptions.TrimEntries).Select(ProblemOf).OfType<string>())
            yield return $"Urls: {problem}";
        if (!Directory.Exists(settings.Plugins))
            yield return $"Plugins: there is no folder '{settings.Plugins}'.";
        foreach (var digest in settings.TrustedPlugins.Where(digest => digest.Length != 64 || !digest.All(char.IsAsciiHexDigit)))
            yield return $"TrustedPlugins: '{digest}' is no SHA-256 digest; write the 64 hexadecimal digits that 'plugin add' and 'plugin list --json' print.";
        if (settings.AdminPassword is { Length: 0 })
            yield return "AdminPassword: it is empty; leave it out to have a random one made.";
        foreach (var proxy in settings.TrustedProxies.Where(proxy => !TrustedProxy.TryParse(proxy, out _)))
            yield return $"TrustedProxies: '{proxy}' is no address; write for example 127.0.0.1 or 10.0.0.0/8.";
        foreach (var (name, networks) in new[] { (nameof(EgressOptions.AllowedNetworks), settings.Egress.AllowedNetworks), (nameof(EgressOptions.DeniedNetworks), settings.Egress.DeniedNetworks) })
        {
            foreach (var network in networks.Where(network => !IPNetwork.TryParse(network, out _)))
                yield return $"{name}: '{network}' is no network; write for example 10.0.0.0/8.";
        }

        var pulp = settings.Pulp;
        if (pulp.ContentOrigin is { } origin && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            yield return $"ContentOrigin: '{origin}' is no address; write for example https://pulp.example.";
        if (pulp.PathBase is not "" && (!pulp.PathBase.StartsWith('/') || pulp.PathBase.EndsWith('/')))
            yield return $"{nameof(pulp.PathBase)}: '{pulp.PathBase}' must begin with a slash and not end with one; write for example /repo.";
        foreach (var (name, path) in new[] { (nameof(pulp.ContentPathPrefix), pulp.ContentPathPrefix), (nameof(pulp.ApiRoot), pulp.ApiRoot) })
        {
            if (!path.StartsWith('/') || !path.EndsWith('/'))
                yield return $"{name}: '{path}' must begin and end with a slash.";
            else if (path.AsSpan().ContainsAny(NotInPaths) || path.Contains("//", StringComparison.Ordinal))
                yield return $"{name}: '{path}' must be a plain path; write for example {PulpDefault(name)}.";
        }

        // Routes ignore case. Below a path of both, a distribution could not be reached.
        var api = pulp.ApiRoot + "api/v3/";
        if (api.StartsWith(pulp.ContentPathPrefix, StringComparison.OrdinalIgnoreCase) || pulp.ContentPathPrefix.StartsWith(api, StringComparison.OrdinalIgnoreCase))
            yield return $"{nameof(pulp.ContentPathPrefix)}: '{pulp.ContentPathPrefix}' overlaps with the REST API at '{api}'; write a path beside it, for example {pulp.ApiRoot}content/.";

        foreach (var (name, paths) in new[] { (nameof(pulp.AllowedImportPaths), pulp.AllowedImportPaths), (nameof(pulp.AllowedExportPaths), pulp.AllowedExportPaths) })
        {
            foreach (var path in paths.Where(path => !Path.IsPathFullyQualified(path)))
                yield return $"{name}: '{path}' must be an absolute path.";
        }

        if (!pulp.ContentChecksums.Contains(DigestAlgorithm.Sha256))
            yield return $"{nameof(pulp.ContentChecksums)}: sha256 is missing, by which every artifact is found; write {string.Join(',', pulp.ContentChecksums.Append(DigestAlgorithm.Sha256).Order().Select(DigestAlgorithms.NameOf))}.";
        if (pulp.MaximumRunningTasks < 1)
            yield return $"{nameof(pulp.MaximumRunningTasks)}: {pulp.MaximumRunningTasks} is too small; write at least 1.";
        if (pulp.CacheSize < 0)
            yield return $"{nameof(pulp.CacheSize)}: {pulp.CacheSize} is negative; write a number of bytes.";
        foreach (var property in typeof(PulpOptions).GetProperties().Where(property => property.PropertyType == typeof(TimeSpan)))
        {
            if ((TimeSpan)property.GetValue(pulp)! < TimeSpan.Zero)
                yield return $"{property.Name}: the time is negative.";
        }
    }

    private static string PulpDefault(string name) => name == nameof(PulpOptions.ApiRoot) ? new PulpOptions().ApiRoot : new PulpOptions().ContentPathPrefix;

    private static string? ProblemOf(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            if (address.Scheme is not ("http" or "https") || address.Port is < 0 or > 65535)
                return $"'{url}' is no address to listen on; write for example http://127.0.0.1:8080.";
            // The web server takes every other name for "all addresses", which would open to the network what was meant for one name.
            return address.IsUnixPipe || address.Host is "localhost" or "*" or "+" || IPAddress.TryParse(address.Host.Trim('[', ']'), out _)
                ? null
                : $"'{address.Host}' in '{url}' is no address of this machine; write an IP address, localhost, or * for every address.";
        }
        catch (FormatException)
        {
            return $"'{url}' is no address to listen on; write for example http://127.0.0.1:8080.";
        }
    }
}
