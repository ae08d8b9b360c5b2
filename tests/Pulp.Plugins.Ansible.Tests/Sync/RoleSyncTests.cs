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
    public async Task All_versions_are_taken_where_the_list_shows_the_newest_only()
    {
        var names = Enumerable.Range(1, 12).Select(number => $"1.{number}").ToList();
        var shown = string.Join(", ", names.TakeLast(11).Select(name => $$"""{"name": "{{name}}"}"""));
        var all = string.Join(", ", names.Select(name => $$"""{"name": "{{name}}", "download_url": "/files/{{name}}.tar.gz"}"""));
        Host.Upstream.Map("/api/v1/roles/", FakeAnswer.Ok($$"""{"results": [{"id": 7, "name": "web", "github_user": "acme", "summary_fields": {"namespace": {"name": "acme"}, "versions": [{{shown}}] } }]}"""))
            .Map("/api/v1/roles/7/versions/", FakeAnswer.Ok($$"""{"results": [{{all}}]}"""));
        foreach (var name in names)
            Host.Upstream.Map($"/files/{name}.tar.gz", FakeAnswer.Ok(name));
        var remote = await Host.CreateAsync(new RoleRemote { Name = "roles", Url = Host.Upstream.UrlOf("/api/v1/roles/").AbsoluteUri, MaxRetries = 0 });
        var repository = await Host.CreateAsync();

        await Host.SyncedAsync(repository, remoteId: remote.Id);

        Assert.That((await Host.UnitsAsync<Role>(repository)).Select(role => role.Version), Is.EquivalentTo(names));
    }

    [TestCase("acme")]
    [TestCase("acme.web:")]
    [TestCase("acme.*:1.0")]
    public async Task A_choice_of_roles_that_cannot_be_understood_fails_the_sync_and_says_so(string choice)
    {
        var remote = await Host.CreateAsync(new RoleRemote { Name = "roles", Url = Host.Upstream.Url.AbsoluteUri, MaxRetries = 0 });
        var task = await Host.SyncAsync(await Host.CreateAsync(), options: new { roles = new[] { choice } }, remoteId: remote.Id);

        Assert.That(task.Error!.ToString(), Does.Contain($"'{choice}' names no roles"));
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
