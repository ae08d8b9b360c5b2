using System.Text;
using Microsoft.AspNetCore.Http;
using Pulp.Access;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Endpoints;
using Pulp.Serving;

namespace Pulp.AspNetCore.Tests.Serving.Support;

/// <summary>
/// Endpoints that answer with how the path was matched.
/// </summary>
public sealed class ServedEndpoints : PluginEndpoints
{
    private int builds;
    private int growth;

    public override void Configure(PluginEndpointBuilder endpoints)
    {
        endpoints.Map("GET", "/match/", EndpointPermission.Public, request => SayAsync(request.Http, "root"));
        endpoints.Map("GET", "/match/_catalog", EndpointPermission.LoginOnly, request => SayAsync(request.Http, "catalog"));
        endpoints.Map<NestedDistribution>("GET", "/match/{base_path}/", EndpointPermission.Public, SayAsync("index"));
        endpoints.Map<NestedDistribution>("GET", "/match/{base_path}/simple/", EndpointPermission.Public, SayAsync("simple"));
        endpoints.Map<NestedDistribution>("POST", "/match/{base_path}/simple/", EndpointPermission.Public, SayAsync("upload"));
        endpoints.Map<NestedDistribution>("GET", "/match/{base_path}/simple/{name}/", EndpointPermission.Public, SayAsync("project"));
        endpoints.Map<NestedDistribution>("GET", "/match/{base_path}/simple/special/", EndpointPermission.Public, SayAsync("special"));
        endpoints.Map<NestedDistribution>("DELETE", "/match/{base_path}/simple/{name}/", new EndpointPermission(PermissionScope.Object, "served.delete_nesteddistribution"), SayAsync("delete"));
        endpoints.Map<NestedDistribution>("GET", "/match/{base_path}/files/{*rest}", EndpointPermission.Public, SayAsync("files"));
        endpoints.Map<NestedDistribution>("GET", "/match/{base_path}/open", EndpointPermission.Public, SayAsync("open")).WithoutGuard();
        endpoints.Map<NestedDistribution>("GET", "/match/{base_path}/manifests/{reference}", EndpointPermission.Public, SayAsync("manifest"))
            .OrBelow<CacheDistribution>();
        endpoints.Map<NestedDistribution>("PUT", "/match/{base_path}/manifests/{reference}", EndpointPermission.Public, SayAsync("push"))
            .OrAbsent();
        endpoints.MapAt<NestedDistribution>("GET", "/short/{name}/", "a/b", EndpointPermission.Public, SayAsync("short"));
        endpoints.MapAt<NestedDistribution>("DELETE", "/short/{name}/", "a/b", new EndpointPermission(PermissionScope.Object, "served.delete_nesteddistribution"), SayAsync("delete"));
        endpoints.MapAt<PlainDistribution>("GET", "/short-page/{name}/", "f", EndpointPermission.Public, PageAsync);
        endpoints.Map<PlainDistribution>("GET", "/page/{base_path}/{name}/", EndpointPermission.Public, PageAsync);
        endpoints.Map<PlainDistribution>("GET", "/page/{base_path}/failing", EndpointPermission.Public, _ => throw new InvalidOperationException("secret"));
        endpoints.Map<PlainDistribution>("GET", "/page/{base_path}/growing", EndpointPermission.Public, GrowingAsync);
        endpoints.Map<PlainDistribution>("GET", "/page/{base_path}/count", EndpointPermission.Public, request => SayAsync(request.Http, $"{builds}"));
        endpoints.Map<PlainDistribution>("GET", "/page/{base_path}/file/{*path}", EndpointPermission.Public, request => request.SendPathAsync(request["path"]));
    }

    public override ValueTask<LoginOutcome?> LoginAsync(HttpContext context) => ValueTask.FromResult<LoginOutcome?>(
        context.Request.Headers.Authorization == "Bearer of-the-protocol" ? new LoginOutcome.Accepted(new Caller(new User { Username = "own" })) : null);

    private static Func<DistributionRequest, Task> SayAsync(string endpoint) => request => SayAsync(
        request.Http,
        $"{endpoint} {request.Match} base={request.BasePath} rest={request.Remainder} name={request["name"]}{request["reference"]}{request["rest"]}");

    private static Task SayAsync(HttpContext context, string text) => context.Response.WriteAsync(text);

    // Complete when it is built for the third time.
    private Task GrowingAsync(DistributionRequest request) => request.AnswerCachedAsync("growing", (_, _) =>
    {
        var body = Encoding.UTF8.GetBytes($"{++growth}");
        return ValueTask.FromResult<ReadyAnswer?>(new ReadyAnswer { Body = body, ContentType = "text/plain", ETag = ReadyAnswer.ETagOf(body), IsProvisional = growth < 3 });
    });

    private async Task PageAsync(DistributionRequest request)
    {
        var json = request.Http.Request.Headers.Accept.ToString().Contains("json", StringComparison.Ordinal);
        var answered = await request.AnswerCachedAsync(
            $"page {request["name"]} {json}",
            json ? "application/json" : "text/plain",
            async (source, _) =>
            {
                Interlocked.Increment(ref builds);
                await Task.Yield();
                return request["name"] == "none" ? null : Encoding.UTF8.GetBytes($"{request["name"]} of {request.BasePath} version {source.Version.Number} at {request.Origin} json={json}");
            },
            [new("X-Serial", "7")]);
        if (!answered)
            await request.RefuseAsync("no page");
    }
}
