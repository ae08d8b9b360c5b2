using System.Text.Json.Nodes;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Ansible.Tests.Sync;

/// <summary>Plays upstreams that send halves of characters, which JSON can write and no text can hold.</summary>
[TestFixture]
internal sealed class HalfCharacterTests : SyncTest
{
    [TestCase("version")]
    [TestCase("dependencies")]
    [TestCase("description")]
    public async Task In_the_list_of_all_versions_they_do_not_sink_the_rest(string field)
    {
        Galaxy.Add("acme.tools", "1.0.0").Add("acme.base", "1.0.0").Play();
        var list = new JsonArray([.. Galaxy.Versions.Select(version => (JsonNode)version.Write(isV3: true, Host.Upstream.UrlOf("/files/" + version.FileName).AbsoluteUri))]);
        var first = list[0]!.AsObject();
        if (field == "version")
            first["version"] = "HALF";
        else if (field == "dependencies")
            first["metadata"]!["dependencies"] = new JsonObject { ["HALF"] = "*" };
        else
            first["metadata"]!["description"] = "HALF";
        Host.Upstream.Map("/api/v3/collection_versions/all/", FakeAnswer.Ok(list.ToJsonString().Replace("HALF", "\\ud800", StringComparison.Ordinal), "application/json"));
        var repository = await Host.CreateAsync();

        await Host.SyncedAsync(repository);

        Assert.That(await Host.VersionsAsync(repository), Does.Contain("acme.base-1.0.0"));
    }

    [Test]
    public async Task In_a_list_of_roles_they_do_not_sink_the_rest()
    {
        Host.Upstream.Map("/api/v1/roles/", FakeAnswer.Ok("""
            {"results": [{"id": "\ud800", "name": "\ud800", "namespace": "acme"}, {"id": "acme.db", "name": "db", "namespace": "acme", "summary_fields": {"versions": [{"name": "1", "source": "/files/db.tar.gz"}]}}]}
            """)).Map("/files/db.tar.gz", FakeAnswer.Ok("x"));
        var remote = await Host.CreateAsync(new RoleRemote { Name = "roles", Url = Host.Upstream.UrlOf("/api/v1/roles/").AbsoluteUri, MaxRetries = 0 });
        var repository = await Host.CreateAsync();

        await Host.SyncedAsync(repository, remoteId: remote.Id);

        Assert.That((await Host.UnitsAsync<Role>(repository)).Select(role => role.Name), Is.EqualTo(new[] { "db" }));
    }
}
