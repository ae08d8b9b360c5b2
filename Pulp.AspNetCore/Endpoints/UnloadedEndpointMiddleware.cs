using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Serving;
using Pulp.Domains;
using Pulp.Plugins;

namespace Pulp.AspNetCore.Endpoints;

/// <summary>
/// Names the plugin where nobody answers a path in which the base path of a distribution stands whose plugin is not loaded.
/// </summary>
internal sealed class UnloadedEndpointMiddleware
{
    // Which paths such a plugin had is not known. Its base paths stand behind a few literal parts.
    private const int LiteralParts = 4;
    private readonly RequestDelegate next;
    private readonly UnloadedPlugins unloaded;

    public UnloadedEndpointMiddleware(RequestDelegate next, UnloadedPlugins unloaded) => (this.next, this.unloaded) = (next, unloaded);

    public Task InvokeAsync(HttpContext context) => context.GetEndpoint() is null ? ExplainAsync(context) : next(context);

    private async Task ExplainAsync(HttpContext context)
    {
        await next(context).ConfigureAwait(false);
        if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status404NotFound } && Find(context.Request.Path.Value ?? "") is { } plugin)
            await TextAnswer.WriteAsync(context, plugin).ConfigureAwait(false);
    }

    private PluginStatus? Find(string path)
    {
        PluginStatus? found = null;
        var start = path.IndexOf('/', StringComparison.Ordinal) + 1;
        for (var part = 0; found is null && part < LiteralParts && path.IndexOf('/', start) is >= 0 and var end; part++)
        {
            start = end + 1;
            found = unloaded.FindByPath(Domain.DefaultId, path[start..].TrimEnd('/'));
        }

        return found;
    }
}
