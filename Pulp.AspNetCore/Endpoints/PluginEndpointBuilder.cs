using Pulp.AspNetCore.Access;
using Pulp.Distributions;
using Pulp.Plugins;

namespace Pulp.AspNetCore.Endpoints;

/// <summary>
/// Takes the endpoints a plugin declares: server-wide ones, and those of distributions, whose base path stands in the middle of the path and may hold slashes.
/// </summary>
/// <remarks>
/// <para>
/// A template of a distribution's endpoint is a literal beginning, <c>{base_path}</c>, and segments behind it: literals, <c>{parameters}</c> of one segment, and
/// last perhaps <c>{*rest}</c>, which takes one segment or more. For example <c>/pypi/{base_path}/simple/{name}/</c>. A slash at the end of a template is
/// part of it; a GET that only lacks this slash is redirected.
/// </para>
/// <para>
/// Where a path fits several ways, one is chosen by these rules in turn: a distribution at exactly the named path comes before one whose base path is a
/// beginning of it, and that before an absent one; the longer base path wins; endpoints with the request's method come before others;
/// the template with more literal segments wins; the one declared first wins. When only the method does not fit, the answer is 405.
/// </para>
/// </remarks>
public sealed class PluginEndpointBuilder
{
    private readonly PluginEndpoints owner;

    internal PluginEndpointBuilder(PluginEndpoints owner) => this.owner = owner;

    internal List<DistributionEndpoint> Distributions { get; } = [];

    internal List<ServerEndpoint> Servers { get; } = [];

    /// <summary>Declares a server-wide endpoint.</summary>
    /// <param name="methods">The methods, separated by commas; GET includes HEAD.</param>
    /// <param name="pattern">An ordinary route pattern, for example <c>/v2/_catalog</c>.</param>
    /// <param name="permission">What the caller needs.</param>
    /// <param name="handler">Answers.</param>
    public void Map(string methods, string pattern, EndpointPermission permission, Func<EndpointRequest, Task> handler) =>
        Servers.Add(new ServerEndpoint(owner, EndpointMethods.Parse(methods), pattern, permission, handler));

    /// <summary>Declares an endpoint of a distribution type.</summary>
    /// <typeparam name="T">The type; the named path must be the base path of a distribution of it.</typeparam>
    /// <param name="methods">The methods, separated by commas; GET includes HEAD.</param>
    /// <param name="template">For example <c>/pypi/{base_path}/simple/{name}/</c>.</param>
    /// <param name="permission">What the caller needs; with scope <see cref="PermissionScope.Object"/> on the distribution.</param>
    /// <param name="handler">Answers.</param>
    /// <returns>The endpoint, which takes further declarations.</returns>
    /// <exception cref="PluginException">The template is malformed.</exception>
    public DistributionEndpoint Map<T>(string methods, string template, EndpointPermission permission, Func<DistributionRequest, Task> handler)
        where T : Distribution
    {
        var endpoint = new DistributionEndpoint(owner, EndpointMethods.Parse(methods), EndpointTemplate.Parse(template), permission, handler);
        endpoint.ExactTypes.Add(typeof(T));
        Distributions.Add(endpoint);
        return endpoint;
    }

    /// <summary>Declares an endpoint of the distribution at one base path, which does not stand in the path of the endpoint: the distribution that answers where a path names none.</summary>
    /// <typeparam name="T">The distribution's type; at the base path there must be one of it, or nothing is found.</typeparam>
    /// <param name="methods">The methods, separated by commas; GET includes HEAD.</param>
    /// <param name="pattern">An ordinary route pattern, for example <c>/simple/{name}/</c>.</param>
    /// <param name="basePath">The distribution's base path, in the default domain.</param>
    /// <param name="permission">What the caller needs; with scope <see cref="PermissionScope.Object"/> on the distribution.</param>
    /// <param name="handler">Answers.</param>
    /// <returns>The endpoint, which takes further declarations; those about named paths make no difference.</returns>
    public DistributionEndpoint MapAt<T>(string methods, string pattern, string basePath, EndpointPermission permission, Func<DistributionRequest, Task> handler)
        where T : Distribution
    {
        var endpoint = new DistributionEndpoint(owner, EndpointMethods.Parse(methods), template: null, permission, handler);
        endpoint.ExactTypes.Add(typeof(T));

        // Its permission is asked once the distribution is found.
        Servers.Add(new ServerEndpoint(owner, endpoint.Methods, pattern, EndpointPermission.Public, _ => Task.CompletedTask) { At = (endpoint, basePath) });
        return endpoint;
    }
}
