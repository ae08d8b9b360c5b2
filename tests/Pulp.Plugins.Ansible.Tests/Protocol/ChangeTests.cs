using System.Text;
using System.Text.Json;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;

namespace Pulp.Plugins.Ansible.Tests.Protocol;

[TestFixture]
public sealed class ChangeTests : GalaxyTest
{
    [TestCase("pulp")]
    [TestCase("hub")]
    public async Task A_collection_is_called_deprecated_and_not_any_more(string style)
    {
        var name = "deprecates-" + style;
        await Host.AddAsync(await Host.CreateRepositoryAsync(name), await Host.CollectionAsync("acme.tools", "1.0.0"));
        var path = style == "pulp" ? ContentOf(name) + "collections/index/acme/tools/" : $"/api/galaxy/content/{name}/v3/collections/acme/tools/";
        foreach (var deprecated in new[] { true, true, false, false })
        {
            using var answer = await PatchAsync(path, $$"""{"deprecated": {{(deprecated ? "true" : "false")}}}""");
            Assert.That((int)answer.StatusCode, Is.EqualTo(202));
            Assert.That((await TaskAsync(answer)).GetProperty("state").GetString(), Is.EqualTo("completed"));
            Assert.That((await Host.GetJsonAsync(ContentOf(name) + "collections/index/acme/tools/")).GetProperty("deprecated").GetBoolean(), Is.EqualTo(deprecated));
        }

        await AssertAsync(await PatchAsync(path, """{"deprecated": "yes"}"""), 400, "invalid");
        await AssertAsync(await PatchAsync(path, "{"), 400, "invalid");
        await AssertAsync(await PatchAsync(path.Replace("tools", "missing", StringComparison.Ordinal), """{"deprecated": true}"""), 404, "not_found");
        await AssertAsync(await PatchAsync(path, """{"deprecated": true}""", user: null), 401, "not_authenticated");
    }

    [Test]
    public async Task What_others_need_is_not_deleted()
    {
        var repository = await Host.CreateRepositoryAsync("needed");
        await Host.AddAsync(repository, await Host.CollectionAsync("acme.base", "1.0.0"), await Host.CollectionAsync("acme.base", "1.1.0"), await Host.CollectionAsync("acme.tools", "1.0.0", ("acme.base", ">=1.1.0,<2.0.0")));
        var path = ContentOf("needed") + "collections/index/acme/base/";
        foreach (var needed in new[] { path, path + "versions/1.1.0/" })
        {
            using var refused = await Host.SendAsync(HttpMethod.Delete, needed);
            Assert.That((int)refused.StatusCode, Is.EqualTo(400));
            using var body = JsonDocument.Parse(await refused.Content.ReadAsStringAsync());
            Assert.That(body.RootElement.GetProperty("dependent_collection_versions").EnumerateArray().Select(item => item.GetString()), Is.EqualTo(new[] { "acme.tools 1.0.0" }));
        }

        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, path + "versions/1.0.0/"), 202);
        Assert.That(Texts((await Host.GetJsonAsync(path + "versions/")).GetProperty("data"), "version"), Is.EqualTo(new[] { "1.1.0" }));
        // Another version that the dependent takes makes it free to go.
        await Host.AddAsync(repository, await Host.CollectionAsync("acme.base", "1.2.0"));
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, path + "versions/1.1.0/"), 202);
    }

    [Test]
    public async Task A_deleted_collection_goes_from_all_repositories_with_all_that_belongs_to_it()
    {
        var first = await Host.CreateRepositoryAsync("deletes-first");
        var second = await Host.CreateRepositoryAsync("deletes-second");
        var unit = await Host.CollectionAsync("acme.gone", "1.0.0");
        foreach (var repository in new[] { first, second })
        {
            await Host.AddAsync(
                repository,
                unit,
                new CollectionVersionMark { CollectionSha256 = unit.Sha256, Value = "tested" },
                new AnsibleCollectionDeprecated { Namespace = "acme", Name = "gone" },
                new AnsibleNamespaceMetadata { Name = "acme", MetadataSha256 = new string('a', 64) });
        }

        using var answer = await Host.SendAsync(HttpMethod.Delete, ContentOf("deletes-first") + "collections/index/acme/gone/");
        Assert.That((int)answer.StatusCode, Is.EqualTo(202));
        await TaskAsync(answer);
        foreach (var repository in new[] { first, second })
        {
            await AssertAsync(await Host.GetAsync(ContentOf(repository.Name) + "collections/index/acme/gone/"), 404, "not_found");
            var latest = await Host.Database.ReadAsync(session => session.Versions.FindAsync(repository.Id));
            Assert.That(latest!.Summary.Present, Is.Empty);
        }

        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, ContentOf("deletes-first") + "collections/index/acme/gone/"), 404, "not_found");
    }

    [Test]
    public async Task Whoever_does_not_own_the_namespace_changes_nothing()
    {
        var repository = await Host.CreateRepositoryAsync("owned");
        await Host.AddAsync(repository, await Host.CollectionAsync("acme.tools", "1.0.0"), await Host.CollectionAsync("mine.tools", "1.0.0"));
        var owner = await Host.CreateUserAsync("owner");
        await Host.CreateAsync(new AnsibleNamespace { Name = "mine" }, owner.Id);
        var path = ContentOf("owned") + "collections/index/mine/tools/";
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, path, user: "owner"), 403, "permission_denied");
        await Host.GrantAsync(owner, "ansible.ansiblerepository_publisher", repository);
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, ContentOf("owned") + "collections/index/acme/tools/", user: "owner"), 403, "permission_denied");
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, path, user: "owner"), 202);
    }

    private Task<HttpResponseMessage> PatchAsync(string path, string body, string? user = "admin") =>
        Host.SendAsync(HttpMethod.Patch, path, new StringContent(body, Encoding.UTF8, "application/json"), user);

    private async Task<JsonElement> TaskAsync(HttpResponseMessage answer) =>
        await Host.GetJsonAsync(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("task").GetString()!, "admin");
}
