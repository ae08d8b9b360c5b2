using System.Text;
using System.Text.Json;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;

namespace Pulp.Plugins.Ansible.Tests.RoleApi;

/// <summary>Asks API v1 for nonsense: what cannot be is refused or not found, and never a failure of the server.</summary>
[TestFixture]
public sealed class HostileRequestTests : GalaxyTest
{
    private const string Api = "/pulp_ansible/galaxy/hostile/api/v1/";

    private static readonly string[] Identifiers =
    [
        "x", "...", "a..b", ".a", "a.", "%00", "%0a", "%2F", "..%2F..%2Fetc", "%25", "%F0%9F%98%80", "%FF", "-1", "0", "1.5", "9223372036854775807", "9223372036854775808", "'%20or%201=1--", new('x', 5000),
    ];

    private static readonly string[] Bodies =
    [
        "", "{", "null", "[]", "1", "\"x\"", "{}", """{"name":null,"id":null,"owners":null,"limit":null}""", """{"name":1,"id":1,"owners":1,"baseurl":1,"github_user":1}""", """{"owners":{}}""", """{"owners":[1,null,"x",[],{"id":null},{"id":1e400}]}""",
        """{"owners":[{"id":99999999999999999999}]}""", """{"name":"\u0000","id":"\u0000","baseurl":"\u0000","github_user":"\ud800"}""", """{"limit":99999999999999}""", """{"limit":1.5}""", """{"baseurl":"file:///etc/passwd"}""",
        $$"""{"name":"{{new string('x', 5000)}}","id":"{{new string('x', 5000)}}"}""", new string('[', 1000),
    ];

    [OneTimeSetUp]
    public async Task Prepare() => await Host.AddAsync(await Host.CreateRepositoryAsync("hostile"), new Role { Namespace = "acme", Name = "web", Version = "1.0" });

    [TestCase("roles/{0}/")]
    [TestCase("roles/{0}/versions/")]
    [TestCase("roles/{0}/content/")]
    [TestCase("namespaces/{0}/")]
    [TestCase("namespaces/{0}/owners/")]
    [TestCase("namespaces/{0}/providers/")]
    [TestCase("users/{0}/")]
    [TestCase("imports/{0}/")]
    [TestCase("sync/{0}/")]
    [TestCase("tasks/{0}/")]
    public async Task Strange_identifiers_are_not_found(string path)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Delete, HttpMethod.Put })
        {
            foreach (var identifier in Identifiers)
            {
                using var answer = await Host.SendAsync(method, Api + path.Replace("{0}", identifier, StringComparison.Ordinal));
                Assert.That((int)answer.StatusCode, Is.AnyOf(301, 400, 404, 405, 414), $"{method} {path} {identifier[..Math.Min(30, identifier.Length)]}");
            }
        }
    }

    [TestCase("roles/acme.nothing/", "There is no role 'acme.nothing' in this repository.")]
    [TestCase("users/1/", "Authentication credentials were not provided.")]
    [TestCase("../../../default/api/v3/plugin/ansible/content/hostile/collections/index/acme/nothing/", null)]
    public async Task A_refusal_says_why_where_ansible_galaxy_looks_for_it(string path, string? reason)
    {
        using var answer = await Host.GetAsync(Api + path);
        var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.That(answer.IsSuccessStatusCode, Is.False);
        Assert.That(document.TryGetProperty("default", out var said) ? said.GetString() : null, Is.EqualTo(reason));
        Assert.That(document.GetProperty("errors").GetArrayLength(), Is.EqualTo(1));
    }

    [TestCase("POST", "namespaces/")]
    [TestCase("PUT", "namespaces/acme/owners/")]
    [TestCase("PUT", "namespaces/acme/providers/")]
    [TestCase("POST", "sync/")]
    [TestCase("POST", "imports/")]
    [TestCase("POST", "../../../default/api/v3/plugin/ansible/content/hostile/namespaces/")]
    public async Task Strange_bodies_are_refused(string method, string path)
    {
        foreach (var body in Bodies)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await Host.SendAsync(new HttpMethod(method), Api + path, content);
            Assert.That((int)answer.StatusCode, Is.EqualTo(400), body[..Math.Min(60, body.Length)]);
        }
    }

    [TestCase("roles/?page_size=0")]
    [TestCase("roles/?page_size=-1&page=1")]
    [TestCase("roles/?page_size=99999999999999")]
    [TestCase("roles/?keywords=%00&tags=%FF")]
    [TestCase("search/roles/?autocomplete=%F0%9F%98%80+(.*)+%25")]
    [TestCase("namespaces/?owner='%20or%201=1--&keywords=%25")]
    [TestCase("users/?username=%00")]
    [TestCase("imports/?github_user=%00&state=x")]
    public async Task Strange_filters_find_nothing_more(string path) => await AssertAsync(await Host.GetAsync(Api + path, "admin"), 200);
}
