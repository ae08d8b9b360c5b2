using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Endpoints;
using Pulp.Distributions;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Tells clients which versions of the API there are, and leads those who use older or shorter addresses to the present ones.
/// </summary>
internal sealed class DiscoveryEndpoints(GalaxyServices services, GalaxyReading reading, GalaxyReadAccess access, DistributionTable distributions)
{
    private const string PluginPart = "plugin/ansible/";

    /// <summary>Tells the versions for a distribution: collections are served by v3, roles by v1 unless that is off.</summary>
    public async Task VersionsAsync(DistributionRequest request)
    {
        await access.RequireAsync(request, await request.GetSourceAsync().ConfigureAwait(false)).ConfigureAwait(false);
        await WriteVersionsAsync(request.Http, withRoles: services.Options.ServeRoles).ConfigureAwait(false);
    }

    /// <summary>Tells the versions of the addresses that name no distribution.</summary>
    public Task ServerVersionsAsync(EndpointRequest request, GalaxyStyle style)
    {
        GalaxyReadAccess.RejectWrongCredentials(request.Http);
        return WriteVersionsAsync(request.Http, withRoles: services.Options.ServeRoles && style == GalaxyStyle.Hub && FindDefault(request) is not null, restApi: request.Caller.IsAnonymous ? null : services.ApiPath);
    }

    /// <summary>Tells clients that were given the server's bare address where the API is, if there is an answer without the name of a distribution.</summary>
    /// <remarks>ansible-galaxy takes 404 for a collection that is not there, and would not show what this says.</remarks>
    public Task RootAsync(EndpointRequest request)
    {
        GalaxyReadAccess.RejectWrongCredentials(request.Http);
        return FindDefault(request) is null
            ? throw new GalaxyException(
                GalaxyError.Invalid,
                $"This address names no distribution, and there is none at the base path '{services.Options.DefaultDistribution}'. Use {request.Origin}{GalaxyStyle.Pulp.Distribution.Replace("{base_path}", "BASE_PATH", StringComparison.Ordinal)} with the base path of a distribution.")
            : WriteVersionsAsync(request.Http, services.Options.ServeRoles, below: GalaxyStyle.Hub.Server[GalaxyStyle.Root.Length..]);
    }

    /// <summary>Tells when what is served was made: mirrors ask no more while it is the same.</summary>
    public Task PublishedAsync(DistributionRequest request, GalaxyStyle style) => reading.AnswerAsync(
        request,
        style,
        "published",
        (source, _, _) => new(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("published", GalaxyDocuments.Format(source.Version.Created));
            writer.WriteEndObject();
        }),
        "");

    /// <summary>Tells which distribution answers where none is named.</summary>
    public Task ConfigurationAsync(EndpointRequest request)
    {
        GalaxyReadAccess.RejectWrongCredentials(request.Http);
        return GalaxyAnswers.WriteAsync(request.Http, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("default_distribution_path", FindDefault(request)?.BasePath);
            writer.WriteEndObject();
        });
    }

    /// <summary>Leads from an address that names no distribution to that of the default one.</summary>
    public Task DefaultAsync(EndpointRequest request, GalaxyStyle style)
    {
        var distribution = RequireDefault(request);
        var paths = new GalaxyPaths(style, request.Origin, distribution.BasePath);
        var rest = request["rest"];
        if (rest.Length > 0 && !rest.EndsWith('/'))
            rest += "/";
        return TargetOf(rest, paths) is { } target
            ? GalaxyAnswers.RedirectAsync(request.Http, target)
            : throw new GalaxyException(GalaxyError.NotFound, GalaxyError.NotFound.Title);
    }

    /// <summary>Leads from an older address of a distribution to the present one.</summary>
    public static Task MovedAsync(DistributionRequest request, GalaxyStyle style)
    {
        var paths = GalaxyReading.PathsOf(request, style);
        var whole = request.Http.Request.Path.Value!;
        var start = style.Distribution.Replace("{base_path}", request.NamedPath, StringComparison.Ordinal) + "v3/";
        var rest = whole[start.Length..];
        // Pulp has the plugin's part below the address of every distribution as well.
        var target = rest.StartsWith(PluginPart, StringComparison.Ordinal) ? paths.Plugin + rest[PluginPart.Length..] : TargetOf(rest, paths);
        return target is not null
            ? GalaxyAnswers.RedirectAsync(request.Http, target)
            : throw new GalaxyException(GalaxyError.NotFound, GalaxyError.NotFound.Title);
    }

    /// <summary>Leads older clients, which put <c>api/</c> behind the address they were given, back to it.</summary>
    public static Task BackAsync(DistributionRequest request, GalaxyStyle style) => GalaxyAnswers.RedirectAsync(
        request.Http, GalaxyReading.PathsOf(request, style).Distribution + request["rest"], StatusCodes.Status307TemporaryRedirect);

    /// <summary>Gets the distribution that answers where none is named.</summary>
    /// <exception cref="GalaxyException">There is none.</exception>
    public AnsibleDistribution RequireDefault(EndpointRequest request) => FindDefault(request)
        ?? throw new GalaxyException(GalaxyError.NotFound, $"There is no distribution at the base path '{services.Options.DefaultDistribution}', which is to answer where none is named.");

    private AnsibleDistribution? FindDefault(EndpointRequest request) =>
        distributions.TryGet(request.DomainId, services.Options.DefaultDistribution, out var found) ? found as AnsibleDistribution : null;

    private static string? TargetOf(string rest, GalaxyPaths paths) => rest.TrimEnd('/').Split('/') switch
    {
        ["collections"] => paths.Index,
        ["collections", "all"] => paths.Content + "collections/all-collections/",
        ["collection_versions", "all"] => paths.Content + "collections/all-versions/",
        ["collections", ..] => paths.Index + rest["collections/".Length..],
        ["artifacts", "collections", _, .., var file] => paths.Content + $"collections/artifacts/{file}",
        ["namespaces", ..] => paths.Content + rest,
        ["excludes"] => paths.Content + rest,
        ["imports", "collections", var id] when Guid.TryParse(id, out var task) => paths.Import(task),
        [""] => paths.Content + "collections/",
        _ => null,
    };

    private static Task WriteVersionsAsync(HttpContext http, bool withRoles, string? restApi = null, string below = "") => GalaxyAnswers.WriteAsync(http, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("available_versions");
        if (withRoles)
            writer.WriteString("v1", below + "v1/");
        writer.WriteString("v3", below + "v3/");
        if (restApi is not null)
            writer.WriteString("pulp-v3", restApi);
        writer.WriteEndObject();
        writer.WriteString("current_version", "v3");
        if (restApi is not null)
            writer.WriteString("server_version", typeof(PulpOptions).Assembly.GetName().Version?.ToString(3));
        writer.WriteEndObject();
    });
}
