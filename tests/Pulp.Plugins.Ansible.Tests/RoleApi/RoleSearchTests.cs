using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;

namespace Pulp.Plugins.Ansible.Tests.RoleApi;

/// <summary>Asks for roles as <c>ansible-galaxy role search</c> and Galaxy's pages do.</summary>
[TestFixture]
public sealed class RoleSearchTests : GalaxyTest
{
    private const string Api = "/pulp_ansible/galaxy/search/api/v1/";

    [OneTimeSetUp]
    public async Task Add() => await Host.AddAsync(
        await Host.CreateRepositoryAsync("search"),
        new Role { Namespace = "acme", Name = "web", Version = "1.9", Description = "Old words", Tags = ["old"] },
        new Role { Namespace = "acme", Name = "web", Version = "1.10", Description = "Serves pages with nginx", Tags = ["http", "proxy"], Platforms = [new("Debian", "bookworm"), new("EL", "9")], Dependencies = ["acme.base"] },
        new Role { Namespace = "acme", Name = "base", Version = "main", Description = "Prepares machines", Tags = ["system"], Platforms = [new("EL", "all")] },
        new Role { Namespace = "Other-Owner", Name = "web", Version = "v2", Description = "Another", Tags = ["HTTP"] });

    [TestCase("autocomplete=nginx", "acme.web")]
    [TestCase("autocomplete=old+words", "")]
    [TestCase("autocomplete=serves+web", "acme.web")]
    [TestCase("autocomplete=serves+machines", "")]
    [TestCase("keywords=web&keywords=acme", "acme.web")]
    [TestCase("tags_autocomplete=http", "Other-Owner.web acme.web")]
    [TestCase("tags_autocomplete=proxy+system", "acme.base acme.web")]
    [TestCase("tag=old", "")]
    [TestCase("platforms_autocomplete=el", "acme.base acme.web")]
    [TestCase("platforms_autocomplete=Debian+Ubuntu", "acme.web")]
    [TestCase("platforms_autocomplete=E", "")]
    [TestCase("username_autocomplete=owner", "Other-Owner.web")]
    [TestCase("username_autocomplete=acme&tags_autocomplete=http&autocomplete=pages", "acme.web")]
    [TestCase("owner__username=OTHER-OWNER", "Other-Owner.web")]
    [TestCase("owner__username=ACME&name=web", "acme.web")]
    [TestCase("name=web&namespace=acme&order_by=-name", "acme.web")]
    [TestCase("name=we", "")]
    [TestCase("order_by=-name&owner__username=acme", "acme.web acme.base")]
    [TestCase("", "Other-Owner.web acme.base acme.web")]
    public async Task Roles_are_found_by_words_tags_platforms_and_namespaces_of_their_newest_version(string query, string expected)
    {
        foreach (var path in new[] { "search/roles/", "roles/" })
        {
            var found = await Host.GetJsonAsync($"{Api}{path}?&{query}&page_size=1000");
            Assert.That(string.Join(' ', Texts(found.GetProperty("results"), "id")), Is.EqualTo(expected), path);
            Assert.That(found.GetProperty("count").GetInt32(), Is.EqualTo(found.GetProperty("results").GetArrayLength()));
        }
    }

    [Test]
    public async Task A_filter_that_holds_a_line_break_is_not_taken_for_two()
    {
        Assert.That((await Host.GetJsonAsync(Api + "roles/?keywords=serves%0Aname=web")).GetProperty("count").GetInt32(), Is.Zero);
        Assert.That((await Host.GetJsonAsync(Api + "roles/?keywords=serves&name=web")).GetProperty("count").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_role_shows_what_it_says_of_itself_and_its_versions()
    {
        var role = await Host.GetJsonAsync(Api + "roles/acme.web/");

        Assert.That((role.GetProperty("username").GetString(), role.GetProperty("name").GetString(), role.GetProperty("description").GetString()), Is.EqualTo(("acme", "web", "Serves pages with nginx")));
        var summary = role.GetProperty("summary_fields");
        Assert.That(summary.GetProperty("tags").ToString(), Is.EqualTo("""["http","proxy"]"""));
        Assert.That(summary.GetProperty("platforms").ToString(), Is.EqualTo("""[{"name":"Debian","release":"bookworm"},{"name":"EL","release":"9"}]"""));
        Assert.That(summary.GetProperty("dependencies").ToString(), Is.EqualTo("""["acme.base"]"""));
        Assert.That(Texts(summary.GetProperty("versions"), "name"), Is.EqualTo(new[] { "1.10", "1.9" }));
        Assert.That(role.TryGetProperty("github_repo", out _), Is.False, "a client would take the archive from GitHub");
        await AssertAsync(await Host.GetAsync(Api + "roles/acme.none/"), 404, "not_found");
    }

    [Test]
    public async Task Pages_have_numbers_and_lead_to_each_other()
    {
        var first = await Host.GetJsonAsync(Api + "roles/?name=web&page_size=1");
        Assert.That((first.GetProperty("count").GetInt32(), first.GetProperty("previous").GetString()), Is.EqualTo((2, (string?)null)));
        Assert.That(first.GetProperty("next_link").GetString(), Is.EqualTo(Api + "roles/?name=web&page=2&page_size=1"));

        var second = await Host.GetJsonAsync(first.GetProperty("next_link").GetString()!);

        Assert.That(new Uri(first.GetProperty("next").GetString()!), Is.EqualTo(new Uri(Host.Url, first.GetProperty("next_link").GetString())));
        Assert.That(Texts(second.GetProperty("results"), "id"), Is.EqualTo(new[] { "acme.web" }));
        Assert.That((second.GetProperty("next_link").GetString(), second.GetProperty("previous_link").GetString()), Is.EqualTo(((string?)null, Api + "roles/?name=web&page=1&page_size=1")));
    }

    [TestCase("page=3&page_size=2", 404)]
    [TestCase("page=0", 404)]
    [TestCase("page=x", 404)]
    [TestCase("page=99999999999", 404)]
    [TestCase("page_size=x", 200)]
    [TestCase("order_by=size", 400)]
    public async Task What_is_no_page_is_not_found_and_what_is_no_order_is_refused(string query, int status) => await AssertAsync(await Host.GetAsync($"{Api}roles/?{query}"), status);

    [Test]
    public async Task Filters_are_bounded()
    {
        await AssertAsync(await Host.GetAsync($"{Api}roles/?name={new string('x', 513)}"), 400, "invalid");
        await AssertAsync(await Host.GetAsync($"{Api}roles/?{string.Join('&', Enumerable.Range(0, 33).Select(number => $"keywords={number}"))}"), 400, "invalid");
    }

    [Test]
    public async Task The_parts_of_the_API_are_listed() => Assert.That(
        (await Host.GetJsonAsync(Api)).ToString(),
        Is.EqualTo($$"""{"imports":"{{Api}}imports/","namespaces":"{{Api}}namespaces/","roles":"{{Api}}roles/","sync":"{{Api}}sync/","users":"{{Api}}users/"}"""));
}
