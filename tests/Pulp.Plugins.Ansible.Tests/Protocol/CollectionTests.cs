using System.Text.Json;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;

namespace Pulp.Plugins.Ansible.Tests.Protocol;

[TestFixture]
public sealed class CollectionTests : GalaxyTest
{
    [Test]
    public async Task Versions_come_newest_first_by_semantic_version_in_pages()
    {
        var repository = await Host.CreateRepositoryAsync("paged");
        string[] versions = ["1.10.0", "1.9.0", "2.0.0-rc.1", "1.10.0-beta.2", "1.10.0-beta.11"];
        foreach (var version in versions)
            await Host.AddAsync(repository, await Host.CollectionAsync("acme.tools", version));
        var path = ContentOf("paged") + "collections/index/acme/tools/versions/";
        var first = await Host.GetJsonAsync(path + "?limit=2");
        Assert.That(Texts(first.GetProperty("data"), "version"), Is.EqualTo(new[] { "2.0.0-rc.1", "1.10.0" }));
        Assert.That(first.GetProperty("meta").GetProperty("count").GetInt32(), Is.EqualTo(5));
        Assert.That(first.GetProperty("links").GetProperty("first").GetString(), Is.EqualTo(path + "?limit=2&offset=0"));
        Assert.That(first.GetProperty("links").GetProperty("previous").GetString(), Is.Null);
        Assert.That(first.GetProperty("links").GetProperty("next").GetString(), Is.EqualTo(path + "?limit=2&offset=2"));
        Assert.That(first.GetProperty("links").GetProperty("last").GetString(), Is.EqualTo(path + "?limit=2&offset=4"));
        var last = await Host.GetJsonAsync(path + "?limit=2&offset=4");
        Assert.That(Texts(last.GetProperty("data"), "version"), Is.EqualTo(new[] { "1.9.0" }));
        Assert.That(last.GetProperty("links").GetProperty("next").GetString(), Is.Null);
        Assert.That(last.GetProperty("links").GetProperty("previous").GetString(), Is.EqualTo(path + "?limit=2&offset=2"));
        var item = first.GetProperty("data")[1];
        Assert.That(item.GetProperty("href").GetString(), Is.EqualTo(path + "1.10.0/"));
        Assert.That(item.GetProperty("requires_ansible").GetString(), Is.EqualTo(">=2.14"));
        Assert.That(item.GetProperty("marks").GetArrayLength(), Is.Zero);
        Assert.That(item.GetProperty("created_at").GetString(), Does.Match("^[0-9-]{10}T[0-9:]{8}[.][0-9]{6}Z$"));
    }

    [TestCase("collections/index/?limit=1&{0}", "data")]
    [TestCase("collections/index/acme/tools/?{0}", null)]
    [TestCase("collections/index/acme/tools/versions/?{0}", "data")]
    [TestCase("collections/index/acme/tools/versions/1.0.0/?{0}", null)]
    [TestCase("collections/all-collections/?{0}", "")]
    [TestCase("collections/all-versions/?{0}", "")]
    [TestCase("namespaces/?{0}", "data")]
    [TestCase("namespaces/acme/?{0}", null)]
    [TestCase("../../search/collection-versions/?distribution_base_path={1}&{0}", "data")]
    public async Task Documents_have_the_fields_that_are_asked_for_and_keep_them_apart(string path, string? list)
    {
        var name = $"fields{(uint)path.GetHashCode(StringComparison.Ordinal)}";
        await Host.AddAsync(await Host.CreateRepositoryAsync(name), await Host.CollectionAsync("acme.tools", "1.0.0"), await Host.CollectionAsync("acme.web", "1.0.0"), new AnsibleNamespaceMetadata { Name = "acme", MetadataSha256 = new string('e', 64) });
        async Task<JsonElement> FirstAsync(string query)
        {
            var document = await Host.GetJsonAsync(ContentOf(name) + path.Replace("{0}", query, StringComparison.Ordinal).Replace("{1}", name, StringComparison.Ordinal));
            return list switch { null => document, "" => document[0], _ => document.GetProperty(list)[0] };
        }

        static string[] NamesOf(JsonElement document) => [.. document.EnumerateObject().Select(field => field.Name)];
        var whole = await FirstAsync("");
        var names = NamesOf(whole);

        foreach (var field in names.Take(2))
        {
            var one = await FirstAsync($"fields={field},nothing");
            Assert.That(NamesOf(one), Is.EqualTo(new[] { field }));
            Assert.That(one.GetProperty(field).ToString(), Is.EqualTo(whole.GetProperty(field).ToString()));
        }

        Assert.That(NamesOf(await FirstAsync($"fields={names[1]}&fields={names[0]}")), Is.EqualTo(names[..2]));
        Assert.That(NamesOf(await FirstAsync($"exclude_fields={names[0]}")), Is.EqualTo(names[1..]));
        Assert.That(NamesOf(await FirstAsync("")), Is.EqualTo(names));
    }

    [Test]
    public async Task Further_pages_keep_the_fields_that_are_asked_for()
    {
        await Host.AddAsync(await Host.CreateRepositoryAsync("further"), await Host.CollectionAsync("acme.tools", "1.0.0"), await Host.CollectionAsync("acme.web", "1.0.0"));

        var page = await Host.GetJsonAsync(ContentOf("further") + "collections/index/?limit=1&fields=name");

        var next = await Host.GetJsonAsync(page.GetProperty("links").GetProperty("next").GetString()!);
        Assert.That(next.GetProperty("data")[0].ToString(), Is.EqualTo("""{"name":"web"}"""));
    }

    [Test]
    public async Task A_version_has_everything_a_client_needs_to_install_it()
    {
        var repository = await Host.CreateRepositoryAsync("detail");
        var unit = await Host.CollectionAsync("acme.tools", "1.0.0+build.7", ("acme.base", ">=1.0.0,<2.0.0"));
        await Host.AddAsync(
            repository,
            unit,
            new CollectionVersionMark { CollectionSha256 = unit.Sha256, Value = "tested" },
            new CollectionVersionSignature { CollectionSha256 = unit.Sha256, Digest = new string('d', 64), Data = "-----BEGIN PGP SIGNATURE-----", PubkeyFingerprint = "0123" },
            new AnsibleNamespaceMetadata { Name = "acme", MetadataSha256 = new string('e', 64) });
        var detail = await Host.GetJsonAsync(ContentOf("detail") + "collections/index/acme/tools/versions/1.0.0+build.7/");
        Assert.That(detail.GetProperty("version").GetString(), Is.EqualTo("1.0.0+build.7"));
        Assert.That(detail.GetProperty("name").GetString(), Is.EqualTo("tools"));
        Assert.That(detail.GetProperty("namespace").GetProperty("name").GetString(), Is.EqualTo("acme"));
        Assert.That(detail.GetProperty("namespace").GetProperty("metadata_sha256").GetString(), Is.EqualTo(new string('e', 64)));
        Assert.That(detail.GetProperty("collection").GetProperty("name").GetString(), Is.EqualTo("tools"));
        Assert.That(detail.GetProperty("marks")[0].GetString(), Is.EqualTo("tested"));
        Assert.That(detail.GetProperty("signatures")[0].GetProperty("signature").GetString(), Is.EqualTo("-----BEGIN PGP SIGNATURE-----"));
        Assert.That(detail.GetProperty("signatures")[0].GetProperty("pubkey_fingerprint").GetString(), Is.EqualTo("0123"));
        var artifact = detail.GetProperty("artifact");
        Assert.That(artifact.GetProperty("filename").GetString(), Is.EqualTo("acme-tools-1.0.0+build.7.tar.gz"));
        Assert.That(artifact.GetProperty("sha256").GetString(), Is.EqualTo(unit.Sha256));
        Assert.That(artifact.GetProperty("size").GetInt64(), Is.EqualTo(unit.Size));
        var metadata = detail.GetProperty("metadata");
        Assert.That(metadata.GetProperty("dependencies").GetProperty("acme.base").GetString(), Is.EqualTo(">=1.0.0,<2.0.0"));
        Assert.That(metadata.GetProperty("repository").GetString(), Is.EqualTo("https://example.com/repository"));
        Assert.That(metadata.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()), Is.EqualTo(new[] { "linux", "tools" }));
        Assert.That(metadata.GetProperty("license")[0].GetString(), Is.EqualTo("MIT"));

        using var file = await Host.Client.GetAsync(new Uri(detail.GetProperty("download_url").GetString()!));
        Assert.That(await file.Content.ReadAsStringAsync(), Is.EqualTo("acme.tools 1.0.0+build.7 acme.base>=1.0.0,<2.0.0"));
    }

    [Test]
    public async Task The_index_shows_collections_with_their_highest_release_and_can_be_filtered()
    {
        var repository = await Host.CreateRepositoryAsync("indexed");
        foreach (var (name, version) in new[] { ("acme.tools", "1.9.0"), ("acme.tools", "1.10.0"), ("acme.tools", "2.0.0-rc.1"), ("acme.base", "0.1.0-dev"), ("other.tools", "1.0.0") })
            await Host.AddAsync(repository, await Host.CollectionAsync(name, version));
        await Host.AddAsync(repository, new AnsibleCollectionDeprecated { Namespace = "acme", Name = "base" });
        var path = ContentOf("indexed") + "collections/index/";
        var all = await Host.GetJsonAsync(path);
        Assert.That(all.GetProperty("data").EnumerateArray().Select(Describe), Is.EqualTo(new[] { "acme.base 0.1.0-dev True", "acme.tools 1.10.0 False", "other.tools 1.0.0 False" }));
        Assert.That((await Host.GetJsonAsync(path + "?namespace=acme&limit=1")).GetProperty("links").GetProperty("next").GetString(), Is.EqualTo(path + "?namespace=acme&limit=1&offset=1"));
        Assert.That((await Host.GetJsonAsync(path + "?name=tools")).GetProperty("meta").GetProperty("count").GetInt32(), Is.EqualTo(2));
        Assert.That((await Host.GetJsonAsync(path + "?deprecated=true")).GetProperty("data").EnumerateArray().Select(Describe), Is.EqualTo(new[] { "acme.base 0.1.0-dev True" }));
        Assert.That((await Host.GetJsonAsync(path + "?deprecated=false")).GetProperty("meta").GetProperty("count").GetInt32(), Is.EqualTo(2));
        var one = await Host.GetJsonAsync(path + "acme/tools/");
        Assert.That(one.GetProperty("href").GetString(), Is.EqualTo(path + "acme/tools/"));
        Assert.That(one.GetProperty("versions_url").GetString(), Is.EqualTo(path + "acme/tools/versions/"));
        Assert.That(one.GetProperty("highest_version").GetProperty("href").GetString(), Is.EqualTo(path + "acme/tools/versions/1.10.0/"));

        static string Describe(JsonElement item) => $"{item.GetProperty("namespace").GetString()}.{item.GetProperty("name").GetString()} {item.GetProperty("highest_version").GetProperty("version").GetString()} {item.GetProperty("deprecated").GetBoolean()}";
    }

    [Test]
    public async Task A_new_version_is_there_at_once_though_the_list_was_kept()
    {
        var repository = await Host.CreateRepositoryAsync("grows");
        await Host.AddAsync(repository, await Host.CollectionAsync("acme.tools", "1.0.0"));
        var path = ContentOf("grows") + "collections/index/acme/tools/";
        var before = await Host.GetJsonAsync(path);
        Assert.That((await Host.GetJsonAsync(path)).GetRawText(), Is.EqualTo(before.GetRawText()));
        await Host.AddAsync(repository, await Host.CollectionAsync("acme.tools", "1.1.0"));
        var after = await Host.GetJsonAsync(path);
        Assert.That(after.GetProperty("highest_version").GetProperty("version").GetString(), Is.EqualTo("1.1.0"));
        // By this time clients know that what they kept is old.
        Assert.That(after.GetProperty("updated_at").GetString(), Is.Not.EqualTo(before.GetProperty("updated_at").GetString()));
        Assert.That((await Host.GetJsonAsync(path + "versions/")).GetProperty("meta").GetProperty("count").GetInt32(), Is.EqualTo(2));
    }

    [TestCase("collections/index/acme/missing/")]
    [TestCase("collections/index/acme/missing/versions/")]
    [TestCase("collections/index/acme/tools/versions/9.9.9/")]
    [TestCase("collections/index/acme/tools/versions/latest/")]
    [TestCase("collections/index/Acme/tools/")]
    [TestCase("collections/artifacts/acme-tools-9.9.9.tar.gz")]
    [TestCase("collections/artifacts/..%2Fsecret")]
    public async Task What_the_repository_does_not_hold_is_not_found(string path)
    {
        var name = "lacks" + Guid.NewGuid().ToString("N");
        await Host.AddAsync(await Host.CreateRepositoryAsync(name), await Host.CollectionAsync("acme.tools", "1.0.0"));
        await AssertAsync(await Host.GetAsync(ContentOf(name) + path), 404, "not_found");
    }

    [Test]
    public async Task Everything_comes_at_once_for_mirrors()
    {
        var repository = await Host.CreateRepositoryAsync("streamed");
        for (var i = 0; i < 30; i++)
            await Host.AddAsync(repository, await Host.CollectionAsync($"acme.tools{i % 10}", $"1.{i}.0"));
        var collections = await Host.GetJsonAsync(ContentOf("streamed") + "collections/all-collections/");
        Assert.That(collections.GetArrayLength(), Is.EqualTo(10));
        Assert.That(collections[3].GetProperty("highest_version").GetProperty("version").GetString(), Is.EqualTo("1.23.0"));
        var versions = await Host.GetJsonAsync(ContentOf("streamed") + "collections/all-versions/");
        Assert.That(versions.GetArrayLength(), Is.EqualTo(30));
        Assert.That(versions.EnumerateArray().Select(version => version.GetProperty("metadata").GetProperty("description").GetString()).Distinct().Count(), Is.EqualTo(10));
        Assert.That(versions[0].GetProperty("artifact").GetProperty("sha256").GetString(), Has.Length.EqualTo(64));
        Assert.That((await Host.GetJsonAsync(ContentOf("streamed") + "excludes/")).GetProperty("collections").GetArrayLength(), Is.Zero);
    }
}
