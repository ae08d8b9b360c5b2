using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;

namespace Pulp.Plugins.Ansible.Tests.RoleApi;

[TestFixture]
public sealed class RoleTests : GalaxyTest
{
    [Test]
    public async Task Roles_are_found_by_owner_and_name_with_their_versions()
    {
        await Host.AddAsync(
            await Host.CreateRepositoryAsync("roles"),
            new Role { Namespace = "acme", Name = "web", Version = "1.0" },
            new Role { Namespace = "acme", Name = "web", Version = "1.1" },
            new Role { Namespace = "other.owner", Name = "web", Version = "2" });
        var found = await Host.GetJsonAsync("/pulp_ansible/galaxy/roles/api/v1/roles/?owner__username=acme&name=web");
        Assert.That(Texts(found.GetProperty("results"), "id"), Is.EqualTo(new[] { "acme.web" }));
        Assert.That(Texts((await Host.GetJsonAsync("/api/galaxy/content/roles/v1/roles/?name=web")).GetProperty("results"), "namespace"), Is.EqualTo(new[] { "acme", "other.owner" }));
        Assert.That((await Host.GetJsonAsync("/pulp_ansible/galaxy/roles/api/v1/roles/?owner__username=nobody&name=web")).GetProperty("count").GetInt32(), Is.Zero);
        var versions = await Host.GetJsonAsync("/pulp_ansible/galaxy/roles/api/v1/roles/acme.web/versions/?page_size=50");
        Assert.That(Texts(versions.GetProperty("results"), "name"), Is.EqualTo(new[] { "1.0", "1.1" }));
        Assert.That(versions.GetProperty("results")[1].GetProperty("source").GetString(), Is.EqualTo(new Uri(Host.Url, "pulp/content/roles/acme/web/1.1.tar.gz").ToString()));
        Assert.That(versions.GetProperty("next_link").GetString(), Is.Null);
        await AssertAsync(await Host.GetAsync("/pulp_ansible/galaxy/roles/api/v1/roles/acme.missing/versions/"), 404, "not_found");
    }
}
