using System.Text;
using System.Text.Json.Nodes;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Testing.Archives;

namespace Pulp.Plugins.Ansible.Tests.RoleApi;

/// <summary>Looks for what uploaded archives of roles say.</summary>
[TestFixture]
public sealed class RoleContentTests : GalaxyTest
{
    private const string Meta = """
        galaxy_info:
          description: Serves pages
          galaxy_tags: [http, proxy]
          platforms:
            - name: Debian
              versions: [bookworm]
            - name: EL
        dependencies:
          - acme.base
          - role: acme.tls
        """;

    [Test]
    public async Task What_the_metadata_in_an_archive_says_is_shown_and_the_README_as_plain_text()
    {
        var repository = await Host.CreateRepositoryAsync("content");
        var archive = new TarBuilder().Folder("web-1.0/").File("web-1.0/README.md", "# Web <b>").File("web-1.0/docs/README.md", "another").File("web-1.0/meta/main.yml", Meta).File("web-1.0/tasks/main.yml", "[]").Build();
        await UploadAsync(repository, "web", archive);

        var role = await Host.GetJsonAsync("/pulp_ansible/galaxy/content/api/v1/roles/acme.web/");
        var content = await Host.GetJsonAsync("/pulp_ansible/galaxy/content/api/v1/roles/acme.web/content/");
        var unit = (await Host.GetJsonAsync("/pulp/api/v3/content/ansible/roles/?name=web", "admin")).GetProperty("results")[0];

        Assert.That(role.GetProperty("description").GetString(), Is.EqualTo("Serves pages"));
        Assert.That(role.GetProperty("summary_fields").GetProperty("dependencies").ToString(), Is.EqualTo("""["acme.base","acme.tls"]"""));
        Assert.That(content.ToString(), Is.EqualTo("""{"readme":"# Web <b>","readme_html":"<pre># Web &lt;b&gt;</pre>"}"""));
        Assert.That(unit.GetProperty("tags").ToString(), Is.EqualTo("""["http","proxy"]"""));
        Assert.That(unit.GetProperty("platforms").ToString(), Is.EqualTo("""[{"name":"Debian","release":"bookworm"},{"name":"EL","release":"all"}]"""));
    }

    [TestCase("meta/main.yml", "galaxy_info: [", TestName = "Metadata that is no YAML leaves a role without description")]
    [TestCase("meta/main.yml", "galaxy_info: {description: [x], galaxy_tags: {a: b}, platforms: [x, {name: [y]}]}\ndependencies: x\n", TestName = "Metadata of other forms leaves a role without description")]
    [TestCase("tasks/main.yml", "[]", TestName = "A role without metadata has no description")]
    public async Task A_role_is_accepted_whatever_its_metadata(string path, string text)
    {
        var name = $"role{Guid.NewGuid():N}"[..12];
        await UploadAsync(await Host.CreateRepositoryAsync(name), name, new TarBuilder().File(path, text).Build());

        var role = await Host.GetJsonAsync($"/pulp_ansible/galaxy/{name}/api/v1/roles/acme.{name}/");

        Assert.That((role.GetProperty("description").GetString(), role.GetProperty("summary_fields").GetProperty("tags").GetArrayLength()), Is.EqualTo(("", 0)));
        Assert.That((await Host.GetJsonAsync($"/pulp_ansible/galaxy/{name}/api/v1/roles/acme.{name}/content/")).GetProperty("readme").GetString(), Is.Empty);
    }

    [Test]
    public async Task A_description_that_is_too_long_is_not_cut_within_a_character()
    {
        await UploadAsync(await Host.CreateRepositoryAsync("long"), "long", new TarBuilder().File("meta/main.yml", $"galaxy_info: {{description: {new string('a', 511)}\U0001F600}}").Build());

        var role = await Host.GetJsonAsync("/pulp_ansible/galaxy/long/api/v1/roles/acme.long/");

        Assert.That(role.GetProperty("description").GetString(), Is.EqualTo(new string('a', 511)));
    }

    private async Task UploadAsync(AnsibleRepository repository, string name, byte[] archive)
    {
        var stored = await Host.StoreAsync(archive);
        var document = new JsonObject
        {
            ["artifact"] = $"/pulp/api/v3/artifacts/{stored.Id}/", ["namespace"] = "acme", ["name"] = name, ["version"] = "1.0", ["repository"] = $"/pulp/api/v3/repositories/ansible/ansible/{repository.Id}/",
        };
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, "/pulp/api/v3/content/ansible/roles/", new StringContent(document.ToJsonString(), Encoding.UTF8, "application/json")), 201);
    }
}
