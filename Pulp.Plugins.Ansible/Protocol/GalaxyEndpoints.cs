using Microsoft.AspNetCore.Http;
using Pulp.Access;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Endpoints;
using Pulp.Distributions;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Promotion;
using Pulp.Plugins.Ansible.Publishing;
using Pulp.Plugins.Ansible.RoleApi;
using Pulp.Repositories;
using Pulp.Tasking;
using Pulp.Uploads;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Serves the Galaxy API, under Pulp's addresses and under those of Galaxy itself.
/// </summary>
/// <remarks>Each endpoint decides by itself who may call it, because that depends on the repository; a refusal has the form that clients of Galaxy read.</remarks>
internal sealed class GalaxyEndpoints : PluginEndpoints
{
    private readonly DiscoveryEndpoints discovery;
    private readonly CollectionEndpoints collections;
    private readonly DetailEndpoints details;
    private readonly StreamEndpoints streams;
    private readonly DownloadEndpoints downloads;
    private readonly PublishEndpoints publishing;
    private readonly ImportEndpoints imports;
    private readonly ChangeEndpoints changes;
    private readonly RoleApiRoutes? roles;
    private readonly NamespaceEndpoints namespaces;
    private readonly SearchEndpoints search;
    private readonly TagEndpoints tags;
    private readonly TokenEndpoints tokens;
    private readonly CopyEndpoints copies;
    private readonly PromotionEndpoints promotions;
    private readonly string apiRoot;
    private readonly string defaultDistribution;

    public GalaxyEndpoints(
        GalaxyServices services, CollectionPublishing publishing, NamespaceOwnership owners, TaskDispatcher dispatcher, DistributionTable distributions, ApiTokens tokens, Promotions promotions, RoleApiServices roleServices)
    {
        var access = new GalaxyReadAccess(services);
        var reading = new GalaxyReading(access, services);
        discovery = new DiscoveryEndpoints(services, reading, access, distributions);
        collections = new CollectionEndpoints(reading, services.Collections);
        details = new DetailEndpoints(reading, access, services);
        streams = new StreamEndpoints(access, services.Collections);
        downloads = new DownloadEndpoints(services, access, new DownloadRecord(services));
        var writeAccess = new GalaxyWriteAccess(services, owners);
        this.publishing = new PublishEndpoints(writeAccess, publishing, owners);
        var tasks = new GalaxyTasks(services, dispatcher);
        changes = new ChangeEndpoints(services, writeAccess, tasks);
        namespaces = new NamespaceEndpoints(reading, access, services.Namespaces, new NamespaceChanges(services, writeAccess, owners, tasks, services.Namespaces));
        roles = services.Options.ServeRoles ? new RoleApiRoutes(services, reading, access, writeAccess, dispatcher, roleServices) : null;
        var scope = new SearchScope(services, distributions, services.Sources);
        search = new SearchEndpoints(services, scope, dispatcher);
        tags = new TagEndpoints(services, scope);
        apiRoot = services.ApiRoot;
        defaultDistribution = services.Options.DefaultDistribution;
        imports = new ImportEndpoints(services, dispatcher);
        this.tokens = new TokenEndpoints(services, tokens);
        copies = new CopyEndpoints(services, dispatcher);
        this.promotions = new PromotionEndpoints(services, distributions, promotions);
    }

    /// <inheritdoc/>
    public override void Configure(PluginEndpointBuilder endpoints)
    {
        foreach (var style in new[] { GalaxyStyle.Pulp, GalaxyStyle.Hub })
        {
            MapServer(endpoints, style);
            MapDistribution(endpoints, style);
            MapContent(endpoints, style);
        }

        MapServer(endpoints, "GET", GalaxyStyle.Root, discovery.RootAsync);
        MapServer(endpoints, "GET", apiRoot + RestPaths.Tags, tags.TagsAsync);
        MapServer(endpoints, "POST", apiRoot + RestPaths.Copy, copies.CopyAsync);

        // Clients of a hub import and search where no distribution is named, and leave their login behind at a redirect. Here a slash at the end makes no difference.
        foreach (var (methods, path, handler) in roles?.Of(GalaxyStyle.Hub).DistinctBy(route => (route.Methods, route.Path.TrimEnd('/'))) ?? [])
            endpoints.MapAt<AnsibleDistribution>(methods, $"{GalaxyStyle.Hub.Server}v1/{path}", defaultDistribution, EndpointPermission.Public, Guarded(handler)).CheckingCredentials();
        Map(endpoints, "GET", GalaxyStyle.Hub.Distribution + "api/", request => DiscoveryEndpoints.BackAsync(request, GalaxyStyle.Hub));
        Map(endpoints, "GET,POST", GalaxyStyle.Hub.Distribution + "api/{*rest}", request => DiscoveryEndpoints.BackAsync(request, GalaxyStyle.Hub));
    }

    /// <inheritdoc/>
    public override Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        if (refusal.Allow is { } allow)
            context.Response.Headers.Allow = allow;
        var error = refusal.Kind switch
        {
            RefusalKind.Unauthenticated => GalaxyError.Unauthorized,
            RefusalKind.TooManyFailures => GalaxyError.TooManyRequests,
            RefusalKind.Forbidden => GalaxyError.Denied,
            RefusalKind.MethodNotAllowed => GalaxyError.NotAllowed,
            RefusalKind.Malformed => GalaxyError.Invalid,
            _ => GalaxyError.NotFound,
        };
        return GalaxyAnswers.WriteErrorAsync(context, error, refusal.Reason ?? (error == GalaxyError.NotFound ? "There is no distribution at this address, or nothing at this path of it." : error.Title));
    }

    // What names no distribution: the server itself, and short addresses of the default distribution.
    private void MapServer(PluginEndpointBuilder endpoints, GalaxyStyle style)
    {
        MapServer(endpoints, "GET", style.Server, request => discovery.ServerVersionsAsync(request, style));
        MapServer(endpoints, "GET", style.Plugin + "client-configuration/", discovery.ConfigurationAsync);
        MapServer(endpoints, "GET", style.Plugin + "imports/collections/{id}/", imports.ImportAsync);
        MapServer(endpoints, "GET", style.Plugin + "search/collection-versions/", request => search.SearchAsync(request, style));
        MapServer(endpoints, "POST", style.Plugin + "search/collection-versions/", search.RebuildAsync);
        MapServer(endpoints, "POST", style.Server + "v3/auth/token/", tokens.CreateAsync);
        MapServer(endpoints, "DELETE", style.Server + "v3/auth/token/", tokens.DeleteAsync);
        MapServer(endpoints, "POST", style.Server + "v3/artifacts/collections/", request => publishing.PublishAsync(request, discovery.RequireDefault(request), style));
        MapServer(endpoints, "POST", style.Server + "v3/collections/{namespace}/{name}/versions/{version}/copy/{source}/{destination}/", promotions.CopyAsync);
        MapServer(endpoints, "POST", style.Server + "v3/collections/{namespace}/{name}/versions/{version}/move/{source}/{destination}/", promotions.MoveAsync);
        MapServer(endpoints, "GET", style.Server + "v3/{**rest}", request => discovery.DefaultAsync(request, style));
    }

    // What clients of one distribution are given as the server's address.
    private void MapDistribution(PluginEndpointBuilder endpoints, GalaxyStyle style)
    {
        Map(endpoints, "GET", style.Distribution, discovery.VersionsAsync);
        Map(endpoints, "GET", style.Distribution + "v3/", request => discovery.PublishedAsync(request, style));
        Map(endpoints, "POST", style.Distribution + "v3/artifacts/collections/", request => publishing.PublishAsync(request, style));
        Map(endpoints, "POST", style.Distribution + "v3/auth/token/", tokens.CreateAsync);
        Map(endpoints, "DELETE", style.Distribution + "v3/auth/token/", tokens.DeleteAsync);
        foreach (var (methods, path, handler) in roles?.Of(style) ?? [])
            Map(endpoints, methods, $"{style.Distribution}v1/{path}", handler);
        MapChanges(endpoints, style.Distribution + "v3/collections/{namespace}/{name}/");
        Map(endpoints, "POST", style.Distribution + "v3/plugin/ansible/search/collection-versions/", search.RebuildAsync);
        Map(endpoints, "GET", style.Distribution + "v3/{*rest}", request => DiscoveryEndpoints.MovedAsync(request, style));
    }

    private void MapContent(PluginEndpointBuilder endpoints, GalaxyStyle style)
    {
        const string collection = "collections/index/{namespace}/{name}/";
        Map(endpoints, "GET", style.Content + "collections/", request => discovery.PublishedAsync(request, style));
        Map(endpoints, "GET", style.Content + "collections/index/", request => collections.IndexAsync(request, style));
        Map(endpoints, "GET", style.Content + collection, request => collections.CollectionAsync(request, style));
        Map(endpoints, "GET", style.Content + collection + "versions/", request => collections.VersionsAsync(request, style));
        Map(endpoints, "GET", style.Content + collection + "versions/{version}/", request => details.VersionAsync(request, style));
        Map(endpoints, "GET", style.Content + collection + "versions/{version}/docs-blob/", request => details.DocsAsync(request, style));
        MapChanges(endpoints, style.Content + collection);
        Map(endpoints, "GET", style.Content + "collections/all-collections/", request => streams.CollectionsAsync(request, style));
        Map(endpoints, "GET", style.Content + "collections/all-versions/", request => streams.VersionsAsync(request, style));
        Map(endpoints, "POST", style.Content + "collections/artifacts/", request => publishing.PublishAsync(request, style));
        Map(endpoints, "GET", style.Content + "collections/artifacts/{file}", downloads.FileAsync);
        Map(endpoints, "GET", style.Content + "namespaces/", request => namespaces.ListAsync(request, style));
        Map(endpoints, "POST", style.Content + "namespaces/", namespaces.CreateAsync);
        Map(endpoints, "GET", style.Content + "namespaces/{name}/", request => namespaces.ShowAsync(request, style));
        Map(endpoints, "PATCH,PUT", style.Content + "namespaces/{name}/", namespaces.PatchAsync);
        Map(endpoints, "DELETE", style.Content + "namespaces/{name}/", namespaces.DeleteAsync);
        Map(endpoints, "GET", style.Content + "namespaces/{name}/avatar/", namespaces.AvatarAsync);
        Map(endpoints, "GET", style.Content + "excludes/", request => collections.ExcludesAsync(request, style));
    }

    private void MapChanges(PluginEndpointBuilder endpoints, string collection)
    {
        Map(endpoints, "PATCH", collection, changes.PatchAsync);
        Map(endpoints, "DELETE", collection, changes.DeleteCollectionAsync);
        Map(endpoints, "DELETE", collection + "versions/{version}/", changes.DeleteVersionAsync);
    }

    private static void MapServer(PluginEndpointBuilder endpoints, string methods, string pattern, Func<EndpointRequest, Task> handler) =>
        endpoints.Map(methods, pattern, EndpointPermission.Public, Guarded(handler));

    private static void Map(PluginEndpointBuilder endpoints, string methods, string template, Func<DistributionRequest, Task> handler) =>
        endpoints.Map<AnsibleDistribution>(methods, template, EndpointPermission.Public, Guarded(handler)).CheckingCredentials();

    private static Func<TRequest, Task> Guarded<TRequest>(Func<TRequest, Task> handler)
        where TRequest : EndpointRequest => async request =>
    {
        try
        {
            await handler(request).ConfigureAwait(false);
        }
        catch (GalaxyException refused) when (!request.Http.Response.HasStarted)
        {
            await GalaxyAnswers.WriteErrorAsync(request.Http, refused.Error, refused.Message, refused.Parameter).ConfigureAwait(false);
        }
        catch (ContentRefusedException refused) when (!request.Http.Response.HasStarted)
        {
            await GalaxyAnswers.WriteErrorAsync(request.Http, GalaxyError.Invalid, refused.Message, refused.Field).ConfigureAwait(false);
        }
        catch (RepositoryChangeException refused) when (!request.Http.Response.HasStarted)
        {
            await GalaxyAnswers.WriteErrorAsync(request.Http, refused.IsConflict ? GalaxyError.Conflict : GalaxyError.Invalid, refused.Message, refused.Field).ConfigureAwait(false);
        }
    };
}
