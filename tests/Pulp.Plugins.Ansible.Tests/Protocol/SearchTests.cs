using System.Text.Json;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;

namespace Pulp.Plugins.Ansible.Tests.Protocol;

[TestFixture]
public sealed class SearchTests : GalaxyTest
{
    private const string Search = "/api/galaxy/v3/plugin/ansible/search/collection-versions/";
    private AnsibleRepository first = null!;

    [OneTimeSetUp]
    public async Task FillAsync()
    {
        first = await Host.CreateAsync(new AnsibleRepository { Name = "one", Labels = new Dictionary<string, string?> { ["stage"] = "prod" } });
        await Host.CreateAsync(new AnsibleDistribution { Name = "one", BasePath = "one", Repository = first.Id });
        var second = await Host.CreateRepositoryAsync("two");
        var hidden = await Host.CreateRepositoryAsync("hidden", isPrivate: true);
        var signed = await Host.CollectionAsync("acme.tools", "1.0.0");
        await Host.AddAsync(
            first,
            signed,
            await Host.CollectionAsync("acme.tools", "1.10.0"),
            await Host.CollectionAsync("acme.tools", "2.0.0-rc.1"),
            await Host.CollectionAsync("acme.web", "1.0.0", ("acme.tools", ">=1.0.0")),
            new CollectionVersionSignature { CollectionSha256 = signed.Sha256, Digest = new string('d', 64), Data = "-----BEGIN PGP SIGNATURE-----", PubkeyFingerprint = "0123" },
            new AnsibleCollectionDeprecated { Namespace = "acme", Name = "web" },
            new AnsibleNamespaceMetadata { Name = "acme", Company = "ACME", MetadataSha256 = new string('e', 64) });
        await Host.AddAsync(second, await Host.CollectionAsync("other.tools", "0.1.0"));
        await Host.AddAsync(hidden, await Host.CollectionAsync("hidden.tools", "1.0.0"));
    }

    [TestCase("", "acme.tools 1.10.0,acme.tools 1.0.0,acme.tools 2.0.0-rc.1,acme.web 1.0.0,other.tools 0.1.0")]
    [TestCase("?q=TOOLS+acme&is_highest=true", "acme.tools 1.10.0,acme.web 1.0.0")]
    [TestCase("?keywords=other", "other.tools 0.1.0")]
    [TestCase("?tags=linux,tools&namespace=other", "other.tools 0.1.0")]
    [TestCase("?tags=windows", "")]
    [TestCase("?dependency=acme.tools", "acme.web 1.0.0")]
    [TestCase("?name=tools&version_range=>=1.0.0,<2.0.0", "acme.tools 1.10.0,acme.tools 1.0.0,acme.tools 2.0.0-rc.1")]
    [TestCase("?is_signed=true", "acme.tools 1.0.0")]
    [TestCase("?signed=true&highest=false", "acme.tools 1.0.0")]
    [TestCase("?is_deprecated=true", "acme.web 1.0.0")]
    [TestCase("?deprecated=false&repository_name=two", "other.tools 0.1.0")]
    [TestCase("?repository_label=stage=prod&name=web", "acme.web 1.0.0")]
    [TestCase("?repository_label=!stage", "other.tools 0.1.0")]
    [TestCase("?distribution_base_path=two", "other.tools 0.1.0")]
    public async Task Collections_are_found(string query, string expected)
    {
        var found = await Host.GetJsonAsync(Search + query);
        Assert.That(Describe(found), Is.EquivalentTo(expected.Split(',', StringSplitOptions.RemoveEmptyEntries)));
        Assert.That(found.GetProperty("meta").GetProperty("count").GetInt32(), Is.EqualTo(found.GetProperty("data").GetArrayLength()));
    }

    [Test]
    public async Task Versions_are_ordered_as_semantic_versions()
    {
        Assert.That(Describe(await Host.GetJsonAsync(Search + "?name=tools&order_by=-version")), Is.EqualTo(new[] { "acme.tools 2.0.0-rc.1", "acme.tools 1.10.0", "acme.tools 1.0.0", "other.tools 0.1.0" }));
        var page = await Host.GetJsonAsync(Search + "?name=tools&order_by=version&limit=1&offset=1");
        Assert.That(Describe(page), Is.EqualTo(new[] { "acme.tools 1.0.0" }));
        Assert.That(page.GetProperty("links").GetProperty("next").GetString(), Does.EndWith("limit=1&offset=2"));
        await AssertAsync(await Host.GetAsync(Search + "?order_by=colour"), 400, "invalid");
        await AssertAsync(await Host.GetAsync(Search + "?version_range=new"), 400, "invalid");
        await AssertAsync(await Host.GetAsync(Search + "?is_signed=perhaps"), 400, "invalid");
    }

    [Test]
    public async Task What_was_found_tells_where_it_is()
    {
        var item = (await Host.GetJsonAsync(Search + $"?repository={first.Id}&is_signed=true")).GetProperty("data")[0];
        Assert.That(item.GetProperty("repository").GetProperty("name").GetString(), Is.EqualTo("one"));
        Assert.That(item.GetProperty("namespace_metadata").GetProperty("company").GetString(), Is.EqualTo("ACME"));
        Assert.That(item.GetProperty("is_highest").GetBoolean(), Is.False);
        Assert.That(item.GetProperty("collection_version").GetProperty("tags")[0].GetProperty("name").GetString(), Is.EqualTo("linux"));
    }

    [Test]
    public async Task Private_repositories_are_searched_for_those_who_may_view_them()
    {
        Assert.That(Describe(await Host.GetJsonAsync(Search + "?namespace=hidden")), Is.Empty);
        Assert.That(Describe(await Host.GetJsonAsync(Search + "?namespace=hidden", "admin")), Is.EqualTo(new[] { "hidden.tools 1.0.0" }));
    }

    [Test]
    public async Task What_comes_and_goes_is_followed()
    {
        var repository = await Host.CreateRepositoryAsync("followed");
        var path = Search + "?distribution_base_path=followed";
        Assert.That(Describe(await Host.GetJsonAsync(path)), Is.Empty);
        await Host.AddAsync(repository, await Host.CollectionAsync("acme.follow", "1.0.0"), await Host.CollectionAsync("acme.follow", "1.1.0"));
        Assert.That(Describe(await Host.GetJsonAsync(path + "&is_highest=true")), Is.EqualTo(new[] { "acme.follow 1.1.0" }));
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, ContentOf("followed") + "collections/index/acme/follow/versions/1.1.0/"), 202);
        Assert.That(Describe(await Host.GetJsonAsync(path + "&is_highest=true")), Is.EqualTo(new[] { "acme.follow 1.0.0" }));
    }

    [Test]
    public async Task What_goes_is_not_found_any_more_when_the_version_that_held_it_is_deleted_before_the_next_search()
    {
        var repository = await Host.CreateRepositoryAsync("brief");
        var path = Search + "?distribution_base_path=brief";
        var held = await Host.AddAsync(repository, await Host.CollectionAsync("acme.brief", "1.0.0"), await Host.CollectionAsync("acme.brief", "1.1.0"));
        Assert.That(Describe(await Host.GetJsonAsync(path)), Has.Length.EqualTo(2));

        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, ContentOf("brief") + "collections/index/acme/brief/versions/1.1.0/"), 202);
        await Host.Database.WriteAsync(session => session.Versions.DeleteAsync(held!.Id));

        Assert.That(Describe(await Host.GetJsonAsync(path)), Is.EqualTo(new[] { "acme.brief 1.0.0" }));
    }

    [Test]
    public async Task Tags_are_listed_with_how_many_collections_have_them()
    {
        const string path = "/pulp/api/v3/pulp_ansible/tags/";
        await AssertAsync(await Host.GetAsync(path), 401, "not_authenticated");
        var tags = await Host.GetJsonAsync(path + "?limit=1", "admin");
        Assert.That(tags.GetProperty("count").GetInt32(), Is.EqualTo(2));
        Assert.That(tags.GetProperty("results")[0].GetProperty("name").GetString(), Is.EqualTo("linux"));
        Assert.That(tags.GetProperty("next").GetString(), Does.StartWith("http").And.EndWith("limit=1&offset=1"));
        Assert.That((await Host.GetJsonAsync(path + "?limit=1&fields=name", "admin")).GetProperty("results")[0].ToString(), Is.EqualTo("""{"name":"linux"}"""));
    }

    private static string[] Describe(JsonElement found) => [.. found.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("collection_version"))
        .Select(version => $"{version.GetProperty("namespace").GetString()}.{version.GetProperty("name").GetString()} {version.GetProperty("version").GetString()}")];
}
