using Pulp.Distributions;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Requirements;
using Pulp.Remotes;

namespace Pulp.Plugins.Ansible.Tests.Requirements;

[TestFixture]
internal sealed class RequirementsFileTests
{
    [Test]
    public void Words_as_ansible_galaxy_takes_them_become_a_requirements_file()
    {
        var type = (RemoteType)PulpCatalog.Create(new AnsiblePlugin()).ResourceTypeOf(typeof(CollectionRemote));

        var text = type.Inclusion.ValueOf(["acme.tools:>=1.0.0,<2.0.0", "acme.base"]).GetValue<string>();

        Assert.That(type.Inclusion.Field, Is.EqualTo("requirements_file"));
        Assert.That(text, Is.EqualTo("collections:\n  - name: \"acme.tools\"\n    version: \">=1.0.0,<2.0.0\"\n  - name: \"acme.base\"\n"));
        Assert.That(RequirementsFile.Parse(text).Collections.Select(requirement => $"{requirement.Name} {requirement.Range}"), Is.EqualTo(new[] { "acme.tools >=1.0.0,<2.0.0", "acme.base *" }));
    }

    [Test]
    public void A_colon_without_versions_behind_it_is_refused_because_a_shell_may_have_taken_them()
    {
        var refused = Assert.Throws<RequirementsException>(() => RequirementsFile.Parse(RequirementsFile.Write(["acme.tools:"])));

        Assert.That(refused.Message, Does.Contain("'acme.tools:' is no name of a collection"));
    }

    [Test]
    public void Roles_are_read_beside_collections_and_alone()
    {
        var both = RequirementsFile.Parse("roles:\n  - acme.web\n  - {src: acme.db, version: v2}\ncollections: []\n");
        var alone = RequirementsFile.Parse("- name: acme.web\n");

        Assert.That(both.Roles, Is.EqualTo(new[] { new RoleRequirement("acme", "web", null), new RoleRequirement("acme", "db", "v2") }));
        Assert.That((alone.Collections.Count, alone.Roles.Single().Name), Is.EqualTo((0, "web")));
    }

    [Test]
    public void The_configuration_of_a_client_names_a_section_that_may_stand_there()
    {
        var text = new GalaxyConfiguration(new ClientInstructions("http://localhost:8080", "team/galaxy-2", ["acme.tools"])).ToString();

        Assert.That(text, Does.Contain("server_list = team_galaxy_2\n").And.Contain("[galaxy_server.team_galaxy_2]\nurl = http://localhost:8080/pulp_ansible/galaxy/team/galaxy-2/\n"));
        Assert.That(text, Does.EndWith("ansible-galaxy collection install acme.tools"));
    }
}
