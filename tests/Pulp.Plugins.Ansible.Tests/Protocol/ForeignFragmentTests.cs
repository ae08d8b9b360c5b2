using System.Text.Json;
using System.Text.Json.Nodes;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;

namespace Pulp.Plugins.Ansible.Tests.Protocol;

/// <summary>Asks for documentation that takes fragments from other collections of its repository.</summary>
[TestFixture]
public sealed class ForeignFragmentTests : GalaxyTest
{
    [Test]
    public async Task Fragments_come_from_the_highest_version_that_the_dependency_allows()
    {
        var repository = await Host.CreateRepositoryAsync("fragments");
        await AddAsync(repository, User("used", (">=1.0.0,<2.0.0", "base")));
        Assert.That(await OptionsAsync("fragments", "used"), Is.EqualTo("own | acme.base.common,acme.base.common.more,ansible.builtin.files"), "Nothing is here yet.");
        foreach (var version in new[] { "1.0.0", "1.2.0", "1.3.0-beta", "2.0.0" })
            await AddAsync(repository, Base(version));

        Assert.That(await OptionsAsync("fragments", "used"), Is.EqualTo("own of_1_2_0 more | ansible.builtin.files"));

        await AddAsync(repository, Base("1.10.0"));
        Assert.That(await OptionsAsync("fragments", "used"), Is.EqualTo("own of_1_10_0 more | ansible.builtin.files"), "Another version of the repository says what it holds.");
        Assert.That(await OptionsAsync("fragments", "used", "/api/galaxy/v3/plugin/ansible/content/"), Does.StartWith("own of_1_10_0"));
    }

    [Test]
    public async Task What_is_no_dependency_or_in_another_repository_or_broken_is_not_taken()
    {
        var repository = await Host.CreateRepositoryAsync("without");
        await AddAsync(await Host.CreateRepositoryAsync("elsewhere"), Base("1.5.0"));
        await AddAsync(repository, User("stranger"));
        await AddAsync(repository, User("alone", ("*", "base")));
        Assert.That(await OptionsAsync("without", "alone"), Does.StartWith("own | acme.base.common,"));

        await Host.AddAsync(repository, await Host.CollectionAsync("acme.base", "9.0.0"));

        Assert.That(await OptionsAsync("without", "alone"), Does.StartWith("own | acme.base.common,"));
        await AddAsync(repository, Base("9.1.0"));
        Assert.That(await OptionsAsync("without", "alone"), Does.StartWith("own of_9_1_0 more |"));
        Assert.That(await OptionsAsync("without", "stranger"), Does.StartWith("own | acme.base.common,"));
    }

    [Test]
    public async Task The_unit_itself_says_the_same_wherever_it_is()
    {
        var repository = await Host.CreateRepositoryAsync("same");
        await AddAsync(repository, User("everywhere", ("*", "base")));
        await AddAsync(repository, Base("3.0.0"));

        Assert.That(await OptionsAsync("same", "everywhere"), Does.StartWith("own of_3_0_0"));

        var unit = (await Host.GetJsonAsync("/pulp/api/v3/content/ansible/collection_versions/?name=everywhere&fields=docs_blob", "admin")).GetProperty("results")[0];
        Assert.That(Shown(unit), Does.StartWith("own | acme.base.common,"));
    }

    [Test]
    [Category("RealClients")]
    public async Task Real_collections_share_fragments()
    {
        foreach (var name in new[] { "community/aws", "amazon/aws" })
        {
            if (InstalledCollections.Folders.All(folder => !folder.EndsWith(name, StringComparison.Ordinal)))
                Assert.Ignore("Debian's package 'ansible' is not installed on this machine.");
        }

        var repository = await Host.CreateRepositoryAsync("real");
        foreach (var name in new[] { "community/aws", "amazon/aws" })
            await AddAsync(repository, InstalledCollections.Builder(InstalledCollections.Folders.Single(folder => folder.EndsWith(name, StringComparison.Ordinal))));
        var version = (await Host.GetJsonAsync(ContentOf("real") + "collections/index/community/aws/")).GetProperty("highest_version").GetProperty("version").GetString();

        var modules = (await Host.GetJsonAsync(ContentOf("real") + $"collections/index/community/aws/versions/{version}/docs-blob/")).GetProperty("docs_blob").GetProperty("contents").EnumerateArray()
            .Where(item => item.GetProperty("content_type").GetString() == "module").ToList();

        Assert.That(modules.Count(item => Names(item.GetProperty("doc_strings").GetProperty("doc"), "options").Contains("access_key")), Is.GreaterThan(100));
        Assert.That(modules.SelectMany(item => Foreign(item.GetProperty("doc_strings").GetProperty("doc"))), Has.None.StartWith("amazon.aws."));
    }

    private static CollectionBuilder Base(string version) => new CollectionBuilder("acme", "base", version).With("plugins/doc_fragments/common.py", $"""
        class ModuleDocFragment(object):
            DOCUMENTATION = r'''
        options:
          of_{version.Split('-')[0].Replace('.', '_')}: {"{type: str}"}
        '''
            MORE = r'''
        options:
          more: {"{type: int}"}
        '''
        """);

    private static CollectionBuilder User(string name, params (string Range, string Dependency)[] dependencies)
    {
        var builder = new CollectionBuilder("acme", name).WithModule("use", """
            module: use
            short_description: Uses
            options:
              own: {type: str}
            extends_documentation_fragment: [acme.base.common, acme.base.common.more, ansible.builtin.files]

            """);
        foreach (var (range, dependency) in dependencies)
            builder.Info["dependencies"]![$"acme.{dependency}"] = JsonValue.Create(range);
        return builder;
    }

    private async Task AddAsync(AnsibleRepository repository, CollectionBuilder builder)
    {
        var stored = await Host.StoreAsync(builder.Build());
        await Host.AddAsync(repository, new CollectionVersion
        {
            Namespace = builder.Info["namespace"]!.GetValue<string>(),
            Name = builder.Info["name"]!.GetValue<string>(),
            Version = builder.Info["version"]!.GetValue<string>(),
            Sha256 = stored.Sha256,
            Dependencies = builder.Info["dependencies"]!.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>(), StringComparer.Ordinal),
        });
    }

    private async Task<string> OptionsAsync(string basePath, string name, string content = "/pulp_ansible/galaxy/default/api/v3/plugin/ansible/content/") =>
        Shown(await Host.GetJsonAsync($"{content}{basePath}/collections/index/acme/{name}/versions/1.0.0/docs-blob/"));

    // The options, and the fragments that are only named.
    private static string Shown(JsonElement answer)
    {
        var doc = answer.GetProperty("docs_blob").GetProperty("contents").EnumerateArray().Single(item => item.GetProperty("content_type").GetString() == "module").GetProperty("doc_strings").GetProperty("doc");
        return $"{string.Join(' ', Names(doc, "options"))} | {string.Join(',', Foreign(doc))}";
    }

    private static IEnumerable<string> Names(JsonElement doc, string list) => doc.TryGetProperty(list, out var rows) ? Texts(rows, "name") : [];

    private static IEnumerable<string> Foreign(JsonElement doc) => !doc.TryGetProperty("extends_documentation_fragment", out var names) ? []
        : names.ValueKind == JsonValueKind.Array ? names.EnumerateArray().Select(name => name.GetString()!) : [names.GetString()!];
}
