using System.Net;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Pulp.AspNetCore.Access;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;

namespace Pulp.Plugins.Ansible.Tests;

/// <summary>Calls every REST route of the plugin as each kind of caller: a route that is added later is in the matrix by itself.</summary>
[TestFixture]
public sealed class RouteMatrixTests : GalaxyTest
{
    private const string Repositories = "/pulp/api/v3/repositories/ansible/ansible/{";
    private static readonly HttpStatusCode[] Refusals = [HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden];
    private AnsibleRepository repository = null!;
    private IReadOnlyList<(string Method, string Pattern, EndpointPermission Permission)> routes = null!;

    [OneTimeSetUp]
    public async Task Prepare()
    {
        repository = await Host.CreateRepositoryAsync("matrix");
        foreach (var (name, role) in new[] { ("viewer", "viewer"), ("owner", "owner"), ("approver", "approver") })
            await Host.GrantAsync(await Host.CreateUserAsync(name), $"ansible.ansiblerepository_{role}", repository);
        await Host.CreateUserAsync("stranger");
        routes =
        [
            .. Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                .Where(endpoint => endpoint.RoutePattern.RawText!.Contains("/ansible/", StringComparison.Ordinal) && endpoint.RoutePattern.RawText.StartsWith("/pulp/api/v3/", StringComparison.Ordinal))
                .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
                    .Select(method => (method, endpoint.RoutePattern.RawText!, endpoint.Metadata.GetMetadata<EndpointPermission>()!))),
        ];
    }

    [Test]
    public async Task The_body_that_rebuilds_metadata_has_Pulps_name()
    {
        using var answer = await Host.GetAsync("/pulp/api/v3/docs/api.json?component=ansible");
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("#/components/schemas/AnsibleRepositoryRebuild\""));
    }

    [Test]
    public void What_repositories_can_be_asked_for_is_in_the_matrix()
    {
        var actions = routes.Where(route => route.Pattern.StartsWith(Repositories, StringComparison.Ordinal)).Select(route => route.Pattern.Split('}', 2)[1].Trim('/'));
        Assert.That(actions, Is.SupersetOf((string[])["sync", "modify", "sign", "mark", "unmark", "copy_collection_version", "move_collection_version", "approve", "reject", "rebuild_metadata"]));
    }

    [Test]
    public Task Who_is_not_logged_in_reaches_nothing() => EachAsync(null, (_, status) => status == HttpStatusCode.Unauthorized);

    [Test]
    public Task A_stranger_sees_no_object_and_may_do_nothing_global() => EachAsync("stranger", (permission, status) => permission.Scope switch
    {
        PermissionScope.Global => status == HttpStatusCode.Forbidden,
        PermissionScope.Object => status == HttpStatusCode.NotFound,
        _ => !Refusals.Contains(status),
    });

    [Test]
    public Task A_viewer_sees_the_repository_and_may_not_change_it() => EachAsync(
        "viewer", (permission, status) => permission.Permission == permission.ViewPermission ? !Refusals.Contains(status) : status == HttpStatusCode.Forbidden, onRepository: true);

    [Test]
    public Task An_approver_approves_and_changes_nothing_else() => EachAsync(
        "approver",
        (permission, status) => permission.Permission == permission.ViewPermission || permission.Permission == "ansible.approve_ansiblerepository" ? !Refusals.Contains(status) : status == HttpStatusCode.Forbidden,
        onRepository: true);

    [Test]
    public Task The_owner_may_do_everything_with_the_repository() => EachAsync("owner", (_, status) => !Refusals.Contains(status) && status != HttpStatusCode.NotFound, onRepository: true);

    [Test]
    public async Task What_the_plugin_answers_itself_is_in_the_documentation_of_REST_and_is_answered()
    {
        var paths = (await Host.GetJsonAsync("/pulp/api/v3/docs/api.json", "admin")).GetProperty("paths");
        foreach (var (path, method, operation) in new[] { ("ansible/copy/", "post", "copy_content"), ("pulp_ansible/tags/", "get", "pulp_ansible_tags_list"), ("ansible/collections/", "get", "ansible_collections_list") })
        {
            Assert.That(paths.GetProperty("/pulp/api/v3/" + path).GetProperty(method).GetProperty("operationId").GetString(), Is.EqualTo(operation));
            using var answer = await Host.SendAsync(new HttpMethod(method), "/pulp/api/v3/" + path);
            Assert.That((int)answer.StatusCode, Is.AnyOf(200, 400), path);
        }
    }

    [TestCase("ansiblerepository")]
    [TestCase("ansibledistribution")]
    [TestCase("collectionremote")]
    [TestCase("roleremote")]
    [TestCase("gitremote")]
    [TestCase("ansiblenamespace")]
    [TestCase("collection")]
    public async Task Every_type_has_its_roles(string model)
    {
        foreach (var role in new[] { "creator", "owner", "viewer" })
            Assert.That((await Host.GetJsonAsync($"/pulp/api/v3/roles/?name=ansible.{model}_{role}", "admin")).GetProperty("count").GetInt32(), Is.EqualTo(1), role);
    }

    [TestCase("POST", "/api/galaxy/v3/collections/acme/tools/versions/1.0.0/copy/matrix/matrix/")]
    [TestCase("POST", "/api/galaxy/v3/collections/acme/tools/versions/1.0.0/move/matrix/matrix/")]
    [TestCase("POST", "/pulp_ansible/galaxy/matrix/api/v3/artifacts/collections/")]
    [TestCase("PATCH", "/pulp_ansible/galaxy/matrix/api/v3/collections/acme/tools/")]
    [TestCase("DELETE", "/pulp_ansible/galaxy/matrix/api/v3/collections/acme/tools/versions/1.0.0/")]
    [TestCase("POST", "/pulp/api/v3/ansible/copy/")]
    [TestCase("GET", "/pulp/api/v3/pulp_ansible/tags/")]
    [TestCase("POST", "/api/galaxy/v3/plugin/ansible/search/collection-versions/")]
    public async Task What_changes_something_by_the_Galaxy_API_needs_a_login(string method, string path) =>
        await AssertAsync(await Host.SendAsync(new HttpMethod(method), path, user: null), 401, "not_authenticated");

    private async Task EachAsync(string? user, Func<EndpointPermission, HttpStatusCode, bool> isRight, bool onRepository = false)
    {
        var wrong = new List<string>();
        var asked = 0;
        foreach (var (method, pattern, permission) in routes.Where(route => !onRepository || IsOnRepository(route.Pattern, route.Method)))
        {
            asked++;
            var status = await SendAsync(user, method, PathOf(pattern, onRepository));
            if (!isRight(permission, status) || (int)status >= 500)
                wrong.Add($"{method} {pattern} ({permission}): {(int)status}");
        }

        Assert.That(asked, Is.GreaterThan(onRepository ? 10 : 50), "The matrix must reach the routes.");
        Assert.That(wrong, Is.Empty);
    }

    private static bool IsOnRepository(string pattern, string method) =>
        pattern.StartsWith(Repositories, StringComparison.Ordinal) && !pattern.Contains("versions/{", StringComparison.Ordinal) && method != "DELETE";

    private string PathOf(string pattern, bool onRepository) => string.Join('/', pattern.Split('/').Select(segment => segment switch
    {
        ['{', ..] when segment.Contains(":long", StringComparison.Ordinal) || segment.Contains(":int", StringComparison.Ordinal) => "999999",
        ['{', ..] => onRepository ? repository.Id.ToString() : "01a1f99c-7daa-7000-a656-e28867e24775",
        _ => segment,
    }));

    private async Task<HttpStatusCode> SendAsync(string? user, string method, string path)
    {
        using var content = method is "POST" or "PUT" or "PATCH" ? new StringContent("""{"no_such_field":1}""", Encoding.UTF8, "application/json") : null;
        using var answer = await Host.SendAsync(new HttpMethod(method), path, content, user);
        return answer.StatusCode;
    }
}
