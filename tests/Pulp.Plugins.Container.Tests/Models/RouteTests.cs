using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Pulp.AspNetCore.Access;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Tests.Support;

namespace Pulp.Plugins.Container.Tests.Models;

/// <summary>Calls every REST route of the plugin's types as each kind of caller: who has a role on the namespace has it on what is below.</summary>
[TestFixture]
public sealed class RouteTests : RegistryTest
{
    private const string Api = "/pulp/api/v3/";
    private static readonly HttpStatusCode[] Refusals = [HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden];
    private IReadOnlyList<(string Method, string Pattern, EndpointPermission Permission)> routes = [];
    private IReadOnlyDictionary<string, Guid> objects = new Dictionary<string, Guid>();

    [OneTimeSetUp]
    public async Task MakeObjects()
    {
        var (reader, owner) = (await Host.CreateUserAsync("reader"), await Host.CreateUserAsync("owner"));
        await Host.CreateUserAsync("stranger");
        await Host.GrantAsync(owner, "container.containernamespace_creator");
        var config = Images.Config();
        await AssertAsync(await PushBlobAsync("owned/app", config, "owner"), 201);
        await AssertAsync(await PutManifestAsync("owned/app", "1", Images.Image(config, []), user: "owner"), 201);
        var distribution = (ContainerDistribution)(await Host.Database.ReadAsync(session => session.Resources.FindAsync(Resources.ResourceKind.Distribution, Domains.Domain.DefaultId, "owned/app")))!;
        var governor = await Host.Database.ReadAsync(session => session.Resources.GetAsync(distribution.Namespace!.Value));
        await Host.GrantAsync(reader, "container.containernamespace_consumer", governor);
        objects = new Dictionary<string, Guid>
        {
            [Api + "distributions/container/container/{"] = distribution.Id,
            [Api + "repositories/container/container/{"] = distribution.Repository!.Value,
            [Api + "pulp_container/namespaces/{"] = governor!.Id,
        };
        routes = [.. Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is { HttpMethods.Count: > 0 } && endpoint.RoutePattern.RawText is { } pattern && pattern.StartsWith(Api, StringComparison.Ordinal) && (pattern.Contains("container", StringComparison.Ordinal) || pattern.Contains("signing", StringComparison.Ordinal)))
            .Select(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0], endpoint.RoutePattern.RawText!, endpoint.Metadata.GetMetadata<EndpointPermission>()!))];
    }

    [Test]
    public Task Who_is_not_logged_in_reaches_nothing() => EachAsync(null, (_, status) => status == HttpStatusCode.Unauthorized);

    [Test]
    public Task A_stranger_sees_no_object_and_may_create_nothing() => EachAsync("stranger", (permission, status) => permission.Scope switch
    {
        PermissionScope.Global or PermissionScope.Create => status == HttpStatusCode.Forbidden,
        PermissionScope.Object => status == HttpStatusCode.NotFound,
        _ => !Refusals.Contains(status),
    });

    [Test]
    public Task A_consumer_of_the_namespace_sees_what_is_below_and_changes_nothing() => EachAsync(
        "reader",
        (permission, status) => permission.Permission == permission.ViewPermission ? !Refusals.Contains(status) && status != HttpStatusCode.NotFound : status == HttpStatusCode.Forbidden,
        onlyOwned: true);

    [Test]
    public Task The_owner_of_the_namespace_may_do_everything_below() => EachAsync(
        "owner", (_, status) => !Refusals.Contains(status) && status != HttpStatusCode.NotFound, onlyOwned: true, withDelete: false);

    [Test]
    public Task An_administrator_is_never_refused() => EachAsync("admin", (_, status) => !Refusals.Contains(status), withDelete: false);

    private async Task EachAsync(string? user, Func<EndpointPermission, HttpStatusCode, bool> isRight, bool onlyOwned = false, bool withDelete = true)
    {
        var wrong = new List<string>();
        var asked = 0;
        foreach (var (method, pattern, permission) in routes)
        {
            var owned = objects.FirstOrDefault(known => pattern.StartsWith(known.Key, StringComparison.Ordinal) && !pattern.Contains("versions/{", StringComparison.Ordinal));
            if ((onlyOwned && owned.Key is null) || (!withDelete && method == "DELETE"))
                continue;
            asked++;
            var path = owned.Key is null
                ? string.Join('/', pattern.Split('/').Select(part => part.StartsWith('{') ? part.Contains(":long", StringComparison.Ordinal) ? "999999" : Guid.Empty.ToString() : part))
                : $"{owned.Key[..^1]}{owned.Value}/{pattern.Split('}', 2)[1].TrimStart('/')}";
            using var body = method is "POST" or "PUT" or "PATCH" ? new StringContent("{\"no_such_field\":1}", System.Text.Encoding.UTF8, "application/json") : null;
            using var answer = await Host.SendAsync(new HttpMethod(method), path.TrimStart('/'), body, user);
            if (!isRight(permission, answer.StatusCode) || (int)answer.StatusCode >= 500)
                wrong.Add($"{method} {pattern} ({permission}): {(int)answer.StatusCode}");
        }

        Assert.That(asked, Is.GreaterThan(15), "The matrix must reach the routes.");
        Assert.That(wrong, Is.Empty, string.Join('\n', wrong));
    }
}
