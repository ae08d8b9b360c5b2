using System.Net;
using Pulp.Server.Settings;

namespace Pulp.Server.Hosting;

/// <summary>
/// What a browser sees at the address of the server: where the rest is.
/// </summary>
internal static class FrontPage
{
    public static void MapFrontPage(this IEndpointRouteBuilder endpoints, ServerSettings settings)
    {
        // The links are relative, so that they hold below a reverse proxy's path.
        var api = Encoded($"{settings.Pulp.ApiRoot.TrimStart('/')}api/v3/");
        var content = Encoded($"{settings.Pulp.ContentPathPrefix.Trim('/')}/");
        var page = $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><title>Pulp</title></head>
            <body>
              <h1>Pulp</h1>
              <ul>
                <li><a href="{content}">What is distributed</a></li>
                <li><a href="{api}docs/">REST API</a></li>
                <li><a href="{api}status/">Status</a></li>
              </ul>
            </body>
            </html>
            """;
        endpoints.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], () => TypedResults.Content(page, "text/html; charset=utf-8"));
    }

    private static string Encoded(string path) => WebUtility.HtmlEncode(path);
}
