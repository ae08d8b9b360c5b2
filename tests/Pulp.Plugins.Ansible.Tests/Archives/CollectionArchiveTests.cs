using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pulp.Plugins.Ansible.Archives;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Uploads;

namespace Pulp.Plugins.Ansible.Tests.Archives;

internal sealed class CollectionArchiveTests
{
    [Test]
    public async Task A_collection_is_what_its_manifest_says()
    {
        var builder = new CollectionBuilder("acme", "tools", "1.2.3-rc.1");
        builder.Info["dependencies"] = new JsonObject { ["community.general"] = ">=1.0.0,<2.0.0", ["ansible.posix"] = "*" };
        var read = await ReadAsync(builder);

        var unit = read.ToUnit("abc", 7);
        Assert.That((unit.Namespace, unit.Name, unit.Version, unit.Sha256, unit.Size), Is.EqualTo(("acme", "tools", "1.2.3-rc.1", "abc", 7L)));
        Assert.That((unit.Description, unit.OriginRepository, unit.Homepage, unit.Documentation, unit.Issues), Is.EqualTo(("Tools for tests", "https://example.org/acme/tools", "https://example.org", "", "")));
        Assert.That(unit.Authors, Is.EqualTo((string[])["Ann Author"]));
        Assert.That(unit.License, Is.EqualTo((string[])["MIT"]));
        Assert.That(unit.Tags, Is.EqualTo((string[])["tools"]));
        Assert.That(unit.Dependencies, Is.EqualTo(new Dictionary<string, string> { ["community.general"] = ">=1.0.0,<2.0.0", ["ansible.posix"] = "*" }));
        Assert.That(unit.RequiresAnsible, Is.EqualTo(">=2.14.0"));
        Assert.That(JsonDocument.Parse(read.RawManifest).RootElement.GetProperty("collection_info").GetProperty("name").GetString(), Is.EqualTo("tools"));
        Assert.That(JsonDocument.Parse(read.RawFiles).RootElement.GetProperty("files").GetArrayLength(), Is.EqualTo(4));
        Assert.That(read.Messages.Select(message => message.Level), Is.All.EqualTo(UploadMessageLevel.Info));
    }

    [Test]
    public async Task Modules_plugins_roles_and_playbooks_are_found_by_folder()
    {
        var read = await ReadAsync(new CollectionBuilder()
            .WithModule("ping").WithModule("net/deep")
            .With("plugins/modules/__init__.py", "").With("plugins/modules/win.ps1", "# x").With("plugins/modules/win.py", "DOCUMENTATION = '''\nshort_description: Windows\n'''")
            .With("plugins/lookup/look.py", "DOCUMENTATION = 'short_description: Looks'\n").With("plugins/module_utils/code.py", "x = 1").With("plugins/unknown/x.py", "")
            .With("plugins/filter/many.py", "class FilterModule: pass").With("plugins/filter/one.yml", "DOCUMENTATION:\n  short_description: One\nEXAMPLES: x\n").With("plugins/filter/data.yml", "other: 1\n")
            .With("playbooks/site.yml", "- hosts: all\n").With("playbooks/tasks/x.yml", "[]").With("playbooks/notes.txt", "")
            .With("roles/web/tasks/main.yml", "[]").With("roles/web/README.md", "# Web").With("roles/web/meta/main.yml", "galaxy_info:\n  description: Serves\n").With("roles/web/meta/argument_specs.yml", "argument_specs:\n  main:\n    options: {port: {type: int, default: 80}}\n")
            .With("roles/files_only/files/x", "").With("roles/group/db/handlers/main.yml", "[]").With("roles/group/db/README.md", "# Db")
            .With("extensions/eda/plugins/event_source/hook.py", "x = 1").With("meta/extensions.yml", "extensions:\n  - args:\n      ext_dir: eda/plugins/event_source\n"));

        Assert.That(read.Items.Select(item => $"{item.Type} {item.Name}: {item.Description}"), Is.EqualTo((string[])
        [
            "eda/plugins/event_source hook: ", "filter many: ", "filter one: One", "lookup look: Looks", "module net.deep: Does it", "module ping: Does it", "module win: Windows",
            "module_utils code: ", "playbook site.yml: ", "role group.db: ", "role web: Serves",
        ]));
        var contents = Json(read.WriteContents);
        Assert.That(contents[6].ToString(), Is.EqualTo("""{"name":"win","content_type":"module","description":"Windows"}"""));
        var web = Json(read.WriteDocsBlob).GetProperty("contents")[10];
        Assert.That(web.GetProperty("doc_strings").ToString(), Is.EqualTo("""{"argument_specs":{"main":{"options":{"port":{"type":"int","default":80}}}}}"""));
        Assert.That((web.GetProperty("readme_file").GetString(), web.GetProperty("readme_html").GetString()), Is.EqualTo(("README.md", "<pre># Web</pre>")));
    }

    [Test]
    public async Task Documentation_is_found_without_running_the_source()
    {
        var read = await ReadAsync(new CollectionBuilder().WithModule("m", """
            module: m
            short_description: Does C(it) & <b>more</b>
            options:
              path:
                type: path
                required: yes
              parts:
                suboptions:
                  size: {type: int}

            """));

        var strings = Json(read.WriteDocsBlob).GetProperty("contents")[0].GetProperty("doc_strings");
        Assert.That(strings.ToString(), Is.EqualTo(
            """{"doc":{"module":"m","short_description":"Does C(it) & <b>more</b>","options":[{"name":"path","type":"path","required":true},{"name":"parts","suboptions":[{"name":"size","type":"int"}]}]},"examples":"\n- m:\n","metadata":null,"return":[{"name":"msg","type":"str"}]}"""));
    }

    [Test]
    public async Task L16_markup_of_a_readme_is_shown_as_text()
    {
        var read = await ReadAsync(new CollectionBuilder().With("README.md", "# Hi <script>alert('x')</script>").With("docs/guide.md", "<img src=x onerror=alert(1)>").With("docs/sub/no.md", "").With("docs/no.rst", ""));

        var blob = Json(read.WriteDocsBlob);
        Assert.That(blob.GetProperty("collection_readme").ToString(), Does.Contain("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;").And.Contain("\"name\":\"README.md\""));
        Assert.That(blob.GetProperty("collection_readme").GetProperty("html").GetString(), Does.Not.Contain("<script"));
        Assert.That(blob.GetProperty("documentation_files").EnumerateArray().Select(file => file.GetProperty("name").GetString() + file.GetProperty("html").GetString()),
            Is.EqualTo((string[])["guide.md<pre>&lt;img src=x onerror=alert(1)&gt;</pre>"]));
    }

    [Test]
    public async Task L16_documentation_beyond_the_bound_is_left_out_with_a_warning()
    {
        var builder = new CollectionBuilder();
        for (var i = 0; i < 20; i++)
            builder.WithModule($"m{i}", $"short_description: Does it\ndescription: {new string('x', 10_000)}\n");
        var read = await ReadAsync(builder, limits: new CollectionLimits { MaxDocumentationBytes = 55_000 });

        var blob = Json(read.WriteDocsBlob);
        Assert.That(blob.GetProperty("contents").EnumerateArray().Count(item => item.GetProperty("doc_strings").ValueKind == JsonValueKind.Object), Is.EqualTo(5));
        Assert.That(read.Items, Has.Count.EqualTo(20));
        Assert.That(read.Messages.Where(message => message.Level == UploadMessageLevel.Warning).Select(message => message.Text), Has.One.Contains("55000 bytes"));
    }

    [TestCase("DOCUMENTATION = 'a: [unclosed'\n", "Mend its YAML")]
    [TestCase("DOCUMENTATION = '''\na: !!python/object:os.system x\n'''\n", "tag")]
    public async Task Broken_documentation_of_a_plugin_is_a_warning(string source, string says)
    {
        var read = await ReadAsync(new CollectionBuilder().With("plugins/modules/m.py", source));

        Assert.That(read.Items.Single().DocStrings.IsEmpty);
        Assert.That(read.Messages.Single(message => message.Level == UploadMessageLevel.Warning).Text, Does.Contain(says).And.Contain("plugins/modules/m.py"));
    }

    [Test]
    public async Task Links_within_the_collection_stand_for_what_they_point_to()
    {
        var read = await ReadAsync(new CollectionBuilder().With("docs/a.txt", "text").WithLink("docs/b.txt", "a.txt").WithLink("plugins/c.txt", "../docs/a.txt"));

        Assert.That(read.Messages.Select(message => message.Level), Is.All.EqualTo(UploadMessageLevel.Info));
    }

    [Test]
    public async Task A_mirrored_collection_is_not_held_to_todays_rules_for_publishing()
    {
        var builder = new CollectionBuilder().Without("README.md").Without("meta/runtime.yml");
        builder.Info["license"] = new JsonArray("GPLv3");
        builder.Info["tags"] = new JsonArray("Bad Tag");
        builder.Info["repository"] = null;

        Assert.That(() => ReadAsync(builder), Throws.InstanceOf<CollectionRefusedException>());
        var read = await ReadAsync(builder, checks: CollectionChecks.Mirror);

        Assert.That(read.Messages.Count(message => message.Level == UploadMessageLevel.Warning), Is.GreaterThanOrEqualTo(5));
        Assert.That((read.RequiresAnsible, read.Readme), Is.EqualTo(((string?)null, ((string, string)?)null)));
    }

    [Test]
    public async Task Reading_does_not_depend_on_the_order_of_members()
    {
        var builder = new CollectionBuilder().WithModule("ping");
        var members = new List<byte[]>();
        var tar = builder.Tar().Tar(end: false);
        for (var at = 0; at < tar.Length;)
        {
            var size = Convert.ToInt32(Encoding.ASCII.GetString(tar, at + 124, 11), 8);
            var length = 512 + ((size + 511) / 512 * 512);
            members.Add(tar[at..(at + length)]);
            at += length;
        }

        members.Reverse();
        var read = await ReadAsync(Pulp.Testing.Archives.TarBuilder.Gzip([.. members.SelectMany(member => member), .. new byte[1024]]));

        Assert.That(read.Items.Single().Description, Is.EqualTo("Does it"));
    }

    internal static Task<CollectionContents> ReadAsync(CollectionBuilder builder, CollectionChecks checks = CollectionChecks.Publish, CollectionLimits? limits = null) =>
        ReadAsync(builder.Build(), builder.FileName, checks, limits);

    internal static async Task<CollectionContents> ReadAsync(byte[] tarball, string? fileName = null, CollectionChecks checks = CollectionChecks.Publish, CollectionLimits? limits = null)
    {
        using var stream = new MemoryStream(tarball, writable: false);
        return await CollectionArchive.ReadAsync(stream, fileName, checks, TimeProvider.System, limits);
    }

    private static JsonElement Json(Action<IBufferWriter<byte>> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(buffer);
        return JsonDocument.Parse(buffer.WrittenMemory).RootElement;
    }
}
