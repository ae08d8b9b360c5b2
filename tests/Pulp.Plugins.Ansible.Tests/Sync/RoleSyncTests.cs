using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Ansible.Tests.Sync;

[TestFixture]
internal sealed class RoleSyncTests : SyncTest
{
    [TestCase("")]
    [TestCase("api/v1/roles/?namespace__name=acme")]
    public async Task Roles_of_API_v1_are_taken_with_their_archives_and_not_again_while_unchanged(string path)
    {
        Host.Upstream.Map("/api/", FakeAnswer.Ok("""{"available_versions": {"v1": "v1/"}}"""))
            .Map("/api/v1/roles/", FakeAnswer.Ok("""
                {"count": 2, "next_link": "/api/v1/roles/2/", "results": [
                  {"id": 7, "name": "web", "summary_fields": {"namespace": {"name": "acme"}, "versions": [{"name": "1.0", "download_url": "/files/web-1.0.tar.gz"}, {"name": "1.1", "download_url": "/files/web-1.1.tar.gz"}]}}]}
                """))
            .Map("/api/v1/roles/2/", FakeAnswer.Ok("""{"results": [{"id": "acme.db", "name": "db", "namespace": "acme"}, {"name": "../x", "namespace": "acme"}]}"""))
            .Map("/api/v1/roles/acme.db/versions/", FakeAnswer.Ok("""{"results": [{"name": "2.0", "source": "/files/db-2.0.tar.gz"}, {"name": "2.1", "source": "/files/gone.tar.gz"}, {"name": "2.2", "source": "file:///etc/passwd"}]}"""));
        foreach (var file in (string[])["web-1.0", "web-1.1", "db-2.0"])
            Host.Upstream.Map($"/files/{file}.tar.gz", FakeAnswer.Ok(file));
        var remote = await Host.CreateAsync(new RoleRemote { Name = "roles", Url = Host.Upstream.UrlOf("/" + path).AbsoluteUri, MaxRetries = 0 });
        var repository = await Host.CreateAsync();

        var counts = await Host.SyncedAsync(repository, remoteId: remote.Id);

        var roles = (await Host.UnitsAsync<Role>(repository)).Select(role => $"{role.Namespace}.{role.Name} {role.Version}").Order(StringComparer.Ordinal);
        Assert.That(roles, Is.EqualTo(new[] { "acme.db 2.0", "acme.web 1.0", "acme.web 1.1" }));
        Assert.That(counts.GetProperty("skipped").EnumerateObject().Sum(reason => reason.Value.GetProperty("count").GetInt64()), Is.EqualTo(2));
        await Host.SyncedAsync(repository, remoteId: remote.Id);
        Assert.That(Host.Upstream.CountOf("/files/web-1.0.tar.gz"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_server_without_roles_fails_the_sync_and_says_so()
    {
        Host.Upstream.Map("/api/", FakeAnswer.Ok("""{"available_versions": {"v3": "v3/"}}"""));
        var remote = await Host.CreateAsync(new RoleRemote { Name = "roles", Url = Host.Upstream.Url.AbsoluteUri, MaxRetries = 0 });
        var task = await Host.SyncAsync(await Host.CreateAsync(), remoteId: remote.Id);

        Assert.That(task.Error!.ToString(), Does.Contain("no Galaxy server with roles"));
    }
}
