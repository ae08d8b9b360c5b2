using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Ansible.Tests.Sync;

/// <summary>Roles in the requirements file of a remote for collections.</summary>
[TestFixture]
internal sealed class RequiredRoleTests : SyncTest
{
    [Test]
    public async Task Roles_are_taken_beside_collections_and_what_is_held_is_not_fetched_again()
    {
        Galaxy.Add("acme.tools", "1.0.0").Play();
        Host.Upstream
            .Map("/api/v1/roles/", FakeAnswer.Ok("""{"count": 1, "results": [{"id": 7, "name": "web", "summary_fields": {"namespace": {"name": "acme"}}}]}"""))
            .Map("/api/v1/roles/7/versions/", FakeAnswer.Ok("""{"results": [{"name": "1.0", "source": "/files/web-1.0.tar.gz"}, {"name": "1.1", "source": "/files/web-1.1.tar.gz"}]}"""))
            .Map("/files/web-1.0.tar.gz", FakeAnswer.Ok("one"))
            .Map("/files/web-1.1.tar.gz", FakeAnswer.Ok("two"));
        var repository = await Host.CreateAsync(remote => remote with { RequirementsFile = "collections: [acme.tools]\nroles:\n  - acme.web\n" });

        await Host.SyncedAsync(repository, mirror: true);
        var second = await Host.SyncedAsync(repository, mirror: true);

        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo("acme.tools-1.0.0"));
        Assert.That((await Host.UnitsAsync<Role>(repository)).Select(role => $"{role.Namespace}.{role.Name} {role.Version}").Order(StringComparer.Ordinal), Is.EqualTo(new[] { "acme.web 1.0", "acme.web 1.1" }));
        Assert.That(Host.Upstream.CountOf("/files/web-1.0.tar.gz"), Is.EqualTo(1));
        Assert.That(second.GetProperty("version").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null), "Nothing changed.");
    }

    [TestCase("[{src: acme.web, version: '1.1'}]", "acme.web 1.1", 0)]
    [TestCase("[{src: acme.web, version: '9'}]", "", 1)]
    [TestCase("[other.web]", "", 1)]
    public async Task A_role_is_taken_in_the_version_that_is_asked_for_and_what_is_not_there_is_reported(string roles, string expected, int skipped)
    {
        Galaxy.Play();
        Host.Upstream
            .Map("/api/v1/roles/", FakeAnswer.Ok("""{"count": 1, "results": [{"name": "web", "namespace": "acme", "summary_fields": {"versions": [{"name": "1.0", "source": "/a.tar.gz"}, {"name": "1.1", "source": "/b.tar.gz"}]}}]}"""))
            .Map("/b.tar.gz", FakeAnswer.Ok("two"));
        var repository = await Host.CreateAsync(remote => remote with { RequirementsFile = $"roles: {roles}\n" });

        var counts = await Host.SyncedAsync(repository);

        Assert.That(string.Join(' ', (await Host.UnitsAsync<Role>(repository)).Select(role => $"{role.Namespace}.{role.Name} {role.Version}")), Is.EqualTo(expected));
        Assert.That(counts.GetProperty("skipped").EnumerateObject().Sum(reason => reason.Value.GetProperty("count").GetInt64()), Is.EqualTo(skipped));
    }
}
