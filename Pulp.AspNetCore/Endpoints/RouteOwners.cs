using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Pulp.Plugins;

namespace Pulp.AspNetCore.Endpoints;

/// <summary>
/// Knows whose each route is: a request that fits two would be answered by neither.
/// </summary>
internal sealed partial class RouteOwners
{
    private const string Host = "the host";
    private readonly Dictionary<(string Method, string Path), string> owners = [];
    private readonly HashSet<string> ofHost = [];

    public RouteOwners(IEnumerable<RouteEndpoint> present)
    {
        foreach (var endpoint in present)
        {
            ofHost.Add(Shape(endpoint.RoutePattern.RawText ?? ""));
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
                owners.TryAdd((method, Shape(endpoint.RoutePattern.RawText ?? "")), Host);
        }
    }

    /// <summary>Takes the routes of a plugin, all or none.</summary>
    /// <param name="label">The plugin.</param>
    /// <param name="servers">Its routes.</param>
    /// <param name="prefixes">The beginnings of paths below which its distributions are.</param>
    /// <exception cref="PluginException">One is another's.</exception>
    public void Take(string label, IReadOnlyList<ServerEndpoint> servers, IEnumerable<string> prefixes)
    {
        if (prefixes.FirstOrDefault(prefix => ofHost.Contains(Shape(prefix + "{**path}"))) is { } taken)
            throw new PluginException($"the paths below {taken} are also {Host}'s, so it runs without endpoints: give the setting {nameof(PulpOptions.ContentPathPrefix)} or {nameof(PulpOptions.ApiRoot)} a path of its own");
        var wanted = servers.SelectMany(server => server.Methods.Names.Select(method => (Key: (method, Shape(server.Pattern)), server.Pattern))).ToList();
        foreach (var ((method, path), pattern) in wanted)
        {
            if (owners.TryGetValue((method, path), out var other) && other != label)
                throw new PluginException($"its route {method} {pattern} is also one of {(other == Host ? Host : $"the plugin '{other}'")}, so it runs without endpoints");
        }

        foreach (var (key, _) in wanted)
            owners[key] = label;
    }

    // What a parameter is called makes no difference, nor does the case.
    private static string Shape(string pattern) => Parameter().Replace(pattern, "{${stars}}").Trim('/').ToUpperInvariant();

    [GeneratedRegex(@"\{(?<stars>\*{0,2})[^{}]*\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
