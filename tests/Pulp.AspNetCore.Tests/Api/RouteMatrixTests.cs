using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Tests.Support;

namespace Pulp.AspNetCore.Tests.Api;

/// <summary>
/// Calls every route that is mapped as each kind of caller: a route that is added later is in the matrix by itself.
/// </summary>
internal sealed class RouteMatrixTests
{
    private static readonly HttpStatusCode[] Refusals = [HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden];
    private ApiHost host = null!;
    private RestClient stranger = null!;
    private RestClient reader = null!;
    private RestClient owner = null!;
    private string ownedRepository = null!;
    private IReadOnlyList<Route> routes = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        host = await ApiHost.StartAsync(new NotesPlugin());
        stranger = await host.UserAsync("stranger");
        reader = await host.UserAsync("reader", "notes.notesrepository_viewer");
        owner = await host.UserAsync("owner", "notes.notesrepository_creator");
        ownedRepository = (string)(await owner.CreateAsync("repositories/notes/notes/", new { name = "owned" }))["pulp_href"]!;
        routes = [.. host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(Route.Of).OfType<Route>()];
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        stranger.Dispose();
        reader.Dispose();
        owner.Dispose();
        await host.DisposeAsync();
    }

    [Test]
    public void Every_route_states_its_permission() =>
        Assert.That(host.Services.GetRequiredService<EndpointDataSource>().Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<EndpointPermission>() is null), Is.Empty);

    [Test]
    public Task Who_is_not_logged_in_reaches_public_routes_only() => EachAsync(host.Anonymous, (route, status) =>
        route.Permission.Scope == PermissionScope.Public ? !Refusals.Contains(status) : status == HttpStatusCode.Unauthorized);

    [Test]
    public Task A_stranger_sees_no_object_and_may_do_nothing_global() => EachAsync(stranger, (route, status) => route.Permission.Scope switch
    {
        PermissionScope.Global => status == HttpStatusCode.Forbidden,
        PermissionScope.Object => status == HttpStatusCode.NotFound,
        _ => !Refusals.Contains(status),
    });

    [Test]
    public Task A_reader_sees_the_object_and_may_not_change_it() => EachAsync(
        reader,
        (route, status) => route.Permission.Permission == route.Permission.ViewPermission ? !Refusals.Contains(status) && status != HttpStatusCode.NotFound : status == HttpStatusCode.Forbidden,
        IsOnOwnedRepository);

    [Test]
    public Task The_owner_may_do_everything_with_the_object() => EachAsync(
        owner, (_, status) => !Refusals.Contains(status) && status != HttpStatusCode.NotFound, route => IsOnOwnedRepository(route) && route.Method != "DELETE");

    [Test]
    public Task An_administrator_is_never_refused() => EachAsync(host.Admin, (_, status) => !Refusals.Contains(status), route => route.Method != "DELETE");

    [Test]
    public async Task An_administrator_needs_a_role_to_delete_artifacts()
    {
        var route = routes.Single(route => route.Permission.Permission == "core.delete_artifact");
        Assert.That((route.Method, await SendAsync(host.Admin, route)), Is.EqualTo(("DELETE", HttpStatusCode.Forbidden)));
    }

    private static bool IsOnOwnedRepository(Route route) =>
        route.Permission.Scope == PermissionScope.Object && route.Pattern.StartsWith("/pulp/api/v3/repositories/notes/notes/{", StringComparison.Ordinal) && !route.Pattern.Contains("versions/{", StringComparison.Ordinal)
        && !route.Pattern.Contains("{nested", StringComparison.Ordinal);

    private async Task EachAsync(RestClient caller, Func<Route, HttpStatusCode, bool> isRight, Func<Route, bool>? which = null)
    {
        var wrong = new List<string>();
        var asked = 0;
        foreach (var route in routes.Where(which ?? (_ => true)))
        {
            asked++;
            var status = await SendAsync(caller, route);
            if (!isRight(route, status) || (int)status >= 500)
                wrong.Add($"{route.Method} {route.Pattern} ({route.Permission}): {(int)status}");
        }

        Assert.That(asked, Is.GreaterThan(which is null ? 100 : 5), "The matrix must reach the routes.");
        Assert.That(wrong, Is.Empty);
    }

    private async Task<HttpStatusCode> SendAsync(RestClient caller, Route route)
    {
        var path = IsOnOwnedRepository(route) ? ownedRepository + route.Pattern.Split('}', 2)[1].TrimStart('/') : route.PathWithoutObject();
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), path);
        if (route.Method is "POST" or "PUT" or "PATCH")
            request.Content = new StringContent("{\"no_such_field\":1}", System.Text.Encoding.UTF8, "application/json");
        using var answer = await caller.Http.SendAsync(request);
        return answer.StatusCode;
    }

    /// <summary>One method of one route.</summary>
    private sealed record Route(string Method, string Pattern, EndpointPermission Permission)
    {
        public static Route? Of(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods
            && endpoint.RoutePattern.RawText is { } pattern && pattern.StartsWith("/pulp/api/v3/", StringComparison.Ordinal)
            ? new Route(methods[0], pattern, endpoint.Metadata.GetMetadata<EndpointPermission>()!)
            : null;

        public string PathWithoutObject() => string.Join('/', Pattern.Split('/').Select(segment => segment switch
        {
            ['{', ..] when segment.Contains(":long", StringComparison.Ordinal) || segment.Contains(":int", StringComparison.Ordinal) => "999999",
            ['{', ..] => "01a1f99c-7daa-7000-a656-e28867e24775",
            _ => segment,
        }));
    }
}
