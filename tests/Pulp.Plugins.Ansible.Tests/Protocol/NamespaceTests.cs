using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Repositories;

namespace Pulp.Plugins.Ansible.Tests.Protocol;

[TestFixture]
public sealed class NamespaceTests : GalaxyTest
{
    private static readonly byte[] Picture = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    [Test]
    public async Task A_namespace_stays_while_repositories_hold_collections_of_it()
    {
        var repository = await Host.CreateRepositoryAsync("holds");
        var owned = await Host.CreateAsync(new AnsibleNamespace { Name = "held" });
        var (unit, other) = (await Host.CollectionAsync("held.tools", "1.0.0"), await Host.CollectionAsync("heldfast.tools", "1.0.0"));
        await Host.AddAsync(repository, unit, other);
        var href = $"/pulp/api/v3/pulp_ansible/namespaces/{owned.Id}/";

        using (var refused = await Host.SendAsync(HttpMethod.Delete, href))
        {
            Assert.That((int)refused.StatusCode, Is.EqualTo(400));
            Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("held.tools in 'holds'").And.Not.Contain("heldfast"));
        }

        await Host.Services.GetRequiredService<RepositoryChanges>().ModifyAsync(repository.Id, new RepositoryChange { RemoveAll = true });
        using var deleted = await Host.SendAsync(HttpMethod.Delete, href);
        Assert.That((int)deleted.StatusCode, Is.EqualTo(202));
    }

    [Test]
    public async Task A_namespace_is_described_changed_and_removed()
    {
        await Host.CreateRepositoryAsync("described");
        var path = ContentOf("described") + "namespaces/";
        await AssertAsync(await SendAsync(HttpMethod.Post, path, """{"name": "acme", "company": "ACME", "links": [{"name": "site", "url": "https://example.com/"}]}"""), 202);
        await AssertAsync(await SendAsync(HttpMethod.Post, path, """{"name": "acme"}"""), 409, "conflict");
        var first = await Host.GetJsonAsync(path + "acme/");
        Assert.That(first.GetProperty("company").GetString(), Is.EqualTo("ACME"));
        Assert.That(first.GetProperty("links")[0].GetProperty("url").GetString(), Is.EqualTo("https://example.com/"));
        Assert.That(first.GetProperty("avatar_url").GetString(), Is.Null);

        using (var form = new MultipartFormDataContent())
        {
            form.Add(new StringContent("About us"), "description");
            form.Add(new ByteArrayContent(Picture) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } }, "avatar", "a.png");
            await AssertAsync(await Host.SendAsync(HttpMethod.Patch, path + "acme/", form), 202);
        }

        var second = await Host.GetJsonAsync(path + "acme/");
        Assert.That(second.GetProperty("company").GetString(), Is.EqualTo("ACME"));
        Assert.That(second.GetProperty("description").GetString(), Is.EqualTo("About us"));
        Assert.That(second.GetProperty("metadata_sha256").GetString(), Is.Not.EqualTo(first.GetProperty("metadata_sha256").GetString()));
        using (var picture = await Host.Client.GetAsync(new Uri(second.GetProperty("avatar_url").GetString()!)))
        {
            Assert.That(await picture.Content.ReadAsByteArrayAsync(), Is.EqualTo(Picture));
            Assert.That(picture.Content.Headers.ContentType!.MediaType, Is.EqualTo("image/png"));
        }

        await AssertShowsPictureAsync(first.GetProperty("metadata_sha256").GetString()!, second.GetProperty("metadata_sha256").GetString()!);
        await AssertAsync(await SendAsync(HttpMethod.Patch, path + "acme/", """{"company": "Other"}"""), 202);
        Assert.That((await Host.GetJsonAsync(path + "acme/")).GetProperty("avatar_sha256").GetString(), Has.Length.EqualTo(64));
        Assert.That((await Host.GetJsonAsync(path)).GetProperty("data")[0].GetProperty("company").GetString(), Is.EqualTo("Other"));
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, path + "acme/"), 202);
        await AssertAsync(await Host.GetAsync(path + "acme/"), 404, "not_found");
    }

    // As content of REST, for those who may see the content.
    private async Task AssertShowsPictureAsync(string without, string with)
    {
        const string list = "/pulp/api/v3/content/ansible/namespaces/?metadata_sha256=";
        var bare = (await Host.GetJsonAsync(list + without, "admin")).GetProperty("results")[0];
        Assert.That((bare.GetProperty("avatar_url").GetString(), bare.GetProperty("avatar_sha256").GetString()), Is.EqualTo(((string?)null, (string?)null)));
        await AssertAsync(await Host.GetAsync(bare.GetProperty("pulp_href").GetString() + "avatar/", "admin"), 404);

        var unit = (await Host.GetJsonAsync(list + with, "admin")).GetProperty("results")[0];
        Assert.That(unit.GetProperty("avatar_sha256").GetString(), Has.Length.EqualTo(64));
        var address = new Uri(unit.GetProperty("avatar_url").GetString()!);
        Assert.That(address.PathAndQuery, Is.EqualTo(unit.GetProperty("pulp_href").GetString() + "avatar/"));
        using var picture = await Host.GetAsync(address.PathAndQuery, "admin");
        Assert.That(await picture.Content.ReadAsByteArrayAsync(), Is.EqualTo(Picture));
        Assert.That(picture.Content.Headers.ContentType!.MediaType, Is.EqualTo("image/png"));
        Assert.That(picture.Headers.ETag!.Tag, Is.EqualTo($"\"{unit.GetProperty("avatar_sha256").GetString()}\""));
        await AssertAsync(await Host.SendAsync(HttpMethod.Head, address.PathAndQuery), 200);
        await AssertAsync(await Host.GetAsync(address.PathAndQuery), 401);
        await Host.CreateUserAsync("elsewhere");
        await AssertAsync(await Host.GetAsync(address.PathAndQuery, "elsewhere"), 404);
    }

    [Test]
    public async Task A_namespace_with_collections_is_not_deleted()
    {
        var repository = await Host.CreateRepositoryAsync("guarded");
        await Host.AddAsync(repository, await Host.CollectionAsync("acme.tools", "1.0.0"), new AnsibleNamespaceMetadata { Name = "acme", MetadataSha256 = new string('a', 64) }, new AnsibleNamespaceMetadata { Name = "acm", MetadataSha256 = new string('b', 64) });
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, ContentOf("guarded") + "namespaces/acme/"), 400, "invalid");
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, ContentOf("guarded") + "namespaces/acm/"), 202);
    }

    [TestCase("""{"name": "Not-a-name"}""")]
    [TestCase("""{"company": "no name"}""")]
    [TestCase("""{"name": "acme", "company": 5}""")]
    [TestCase("""{"name": "acme", "links": [{"name": "x", "url": "javascript:alert(1)"}]}""")]
    [TestCase("""{"name": "acme", "links": [{"name": "x"}]}""")]
    [TestCase("""{"name": "acme", "links": 3}""")]
    [TestCase("[]")]
    public async Task What_cannot_be_said_is_refused(string body)
    {
        var name = "refuses" + Guid.NewGuid().ToString("N");
        await Host.CreateRepositoryAsync(name);
        await AssertAsync(await SendAsync(HttpMethod.Post, ContentOf(name) + "namespaces/", body), 400, "invalid");
    }

    [Test]
    public async Task Only_those_who_may_make_namespaces_make_one_and_only_owners_change_it()
    {
        var repository = await Host.CreateRepositoryAsync("mine");
        var user = await Host.CreateUserAsync("namer");
        var other = await Host.CreateUserAsync("othernamer");
        await Host.GrantAsync(user, "ansible.ansiblerepository_publisher", repository);
        await Host.GrantAsync(other, "ansible.ansiblerepository_publisher", repository);
        var path = ContentOf("mine") + "namespaces/";
        await AssertAsync(await SendAsync(HttpMethod.Post, path, """{"name": "named"}""", "namer"), 403, "permission_denied");
        await Host.GrantAsync(user, "ansible.ansiblenamespace_creator");
        await AssertAsync(await SendAsync(HttpMethod.Post, path, """{"name": "named"}""", "namer"), 202);
        await AssertAsync(await SendAsync(HttpMethod.Patch, path + "named/", """{"company": "x"}""", "othernamer"), 403, "permission_denied");
        await AssertAsync(await SendAsync(HttpMethod.Patch, path + "named/", """{"company": "x"}""", "namer"), 202);
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, path + "named/", user: "othernamer"), 403, "permission_denied");
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string body, string user = "admin") =>
        Host.SendAsync(method, path, new StringContent(body, Encoding.UTF8, "application/json"), user);
}
