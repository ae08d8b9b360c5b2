using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Serving;
using Pulp.AspNetCore.Endpoints;
using Pulp.Distributions;
using Pulp.Plugins;

namespace Pulp.AspNetCore;

/// <summary>
/// Adds the content app and plugins' protocol endpoints to an application.
/// </summary>
public static class PulpServingExtensions
{
    /// <summary>Adds what the content app and plugins' endpoints need.</summary>
    /// <param name="services">The services of the host, to which Pulp was added.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddPulpServing(this IServiceCollection services)
    {
        services.AddRouting();
        services.TryAddSingleton<ReadGate>();
        services.TryAddSingleton<DistributionIndex>();
        services.TryAddSingleton<FailureGuard>();
        services.TryAddSingleton<FileDescriber>();
        services.TryAddSingleton<SmallFiles>();
        services.TryAddSingleton<ContentFetching>();
        services.TryAddSingleton<ContentAnswers>();
        services.TryAddSingleton<ContentApp>();
        services.TryAddSingleton<EndpointServices>();
        services.TryAddSingleton<EndpointDispatcher>();
        return services;
    }

    /// <summary>Adds Pulp's middleware: answers from memory, then finding out who sent a request, then routing.</summary>
    /// <param name="app">The application.</param>
    /// <returns>The application.</returns>
    /// <remarks>Call it first, apart from what concerns the connection, such as forwarded headers: what is in memory is sent before anything behind this call sees the request.</remarks>
    public static IApplicationBuilder UsePulp(this IApplicationBuilder app)
    {
        var path = PathBaseOf(app);
        return (path.HasValue ? app.UsePathBase(path) : app).UsePulpMiddleware();
    }

    /// <summary>Runs all of Pulp below <see cref="PulpOptions.PathBase"/>, with its middleware and endpoints apart from those of the application.</summary>
    /// <param name="app">The application.</param>
    /// <returns>The application, where requests to other paths go on.</returns>
    /// <remarks>Call it after <c>UseAuthentication</c> when users of the application are to be users of Pulp; see <see cref="HostUserExtensions.AddHostUsers"/>.</remarks>
    /// <exception cref="InvalidOperationException">The path is not set.</exception>
    public static IApplicationBuilder UsePulpBranch(this IApplicationBuilder app)
    {
        var path = PathBaseOf(app);
        if (!path.HasValue)
            throw new InvalidOperationException($"Set {nameof(PulpOptions)}.{nameof(PulpOptions.PathBase)}, for example services.AddPulp(options => options.PathBase = \"/packages\"); or use UsePulp and MapPulp to have Pulp at the root.");
        return app.Map(path, static branch => branch.UsePulpMiddleware().UseEndpoints(static endpoints => endpoints.MapPulp()));
    }

    /// <summary>Maps the content app below <see cref="PulpOptions.ContentPathPrefix"/>.</summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <returns>The endpoints.</returns>
    public static IEndpointRouteBuilder MapPulpContent(this IEndpointRouteBuilder endpoints)
    {
        var content = endpoints.ServiceProvider.GetRequiredService<ContentApp>();
        var prefix = endpoints.ServiceProvider.GetRequiredService<IOptions<PulpOptions>>().Value.ContentPathPrefix.Trim('/');
        endpoints.Map(prefix.Length == 0 ? "/{**path}" : $"/{prefix}/{{**path}}", content.InvokeAsync).WithMetadata(EndpointPermission.Public).WithDisplayName("Content app");
        return endpoints;
    }

    /// <summary>Maps the protocol endpoints of the registered plugins.</summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <returns>The endpoints.</returns>
    /// <exception cref="PluginException">The endpoints of a plugin that the application itself added cannot be mapped. Those of a plugin of a folder are left out, and the plugin malfunctions: see <see cref="PluginCatalog"/>.</exception>
    public static IEndpointRouteBuilder MapPulpEndpoints(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var dispatcher = services.GetRequiredService<EndpointDispatcher>();
        var plugins = EndpointLoader.Load(services, endpoints.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>());
        foreach (var server in plugins.SelectMany(plugin => plugin.Servers))
            endpoints.MapMethods(server.Pattern, server.Methods.Names, context => dispatcher.InvokeAsync(context, server)).WithMetadata(server.Permission);
        // Other methods would lead to a distribution of that name, or to an answer that is not the plugin's.
        foreach (var group in plugins.SelectMany(plugin => plugin.Servers).GroupBy(server => server.Pattern, StringComparer.Ordinal))
            endpoints.Map(group.Key, context => EndpointDispatcher.RefuseMethodAsync(context, group.First().Owner, group.Select(server => server.Methods))).WithMetadata(EndpointPermission.Public);
        foreach (var group in plugins.SelectMany(plugin => plugin.Distributions).GroupBy(endpoint => endpoint.Template.Prefix, StringComparer.Ordinal))
        {
            var table = new EndpointTable(group.Key, group, services.GetRequiredService<DistributionTable>());
            // Each endpoint's own permission is asked once it is chosen.
            endpoints.Map(group.Key + "{**path}", context => dispatcher.InvokeAsync(context, table)).WithMetadata(EndpointPermission.Public).WithDisplayName($"Distributions below {group.Key}");
        }

        return endpoints;
    }

    private static PathString PathBaseOf(IApplicationBuilder app) =>
        new(app.ApplicationServices.GetRequiredService<IOptions<PulpOptions>>().Value.PathBase.TrimEnd('/'));

    private static IApplicationBuilder UsePulpMiddleware(this IApplicationBuilder app) =>
        app.UseMiddleware<ReadyAnswerMiddleware>().UseMiddleware<CallerAuthentication>().UseRouting().UseMiddleware<UnloadedEndpointMiddleware>();
}
