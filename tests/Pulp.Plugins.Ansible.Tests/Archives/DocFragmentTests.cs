using System.Text.Json;
using Pulp.Plugins.Ansible.Details;
using Pulp.Plugins.Ansible.Tests.Support;

namespace Pulp.Plugins.Ansible.Tests.Archives;

/// <summary>Documentation that modules share.</summary>
internal sealed class DocFragmentTests
{
    private const string Fragments = """
        class ModuleDocFragment(object):

            # What all modules take.
            DOCUMENTATION = r'''
        options:
          url: {type: str, description: Where, required: true}
          state: {type: str, default: present, description: Theirs}
        notes: [Shared note]
        requirements: [python >= 3.6]
        '''

            OTHER = r'''
        options:
          other: {type: int}
        '''

            @staticmethod
            def lower():
                text = '''DOCUMENTATION = 1'''
        """;

    [Test]
    public async Task Fragments_of_the_collection_stand_where_they_are_named()
    {
        var doc = await DocAsync("""
            module: use
            short_description: Uses
            options:
              state: {type: str, description: Own}
            notes: [Own note]
            extends_documentation_fragment: [acme.tools.common, ansible.builtin.files]
            """);

        Assert.That(doc.GetProperty("options").EnumerateArray().Select(option => option.GetProperty("name").GetString()), Is.EqualTo(new[] { "state", "url" }));
        var state = doc.GetProperty("options")[0];
        Assert.That((state.GetProperty("description").GetString(), state.GetProperty("default").GetString()), Is.EqualTo(("Own", "present")));
        Assert.That(doc.GetProperty("notes").ToString(), Is.EqualTo("""["Own note","Shared note"]"""));
        Assert.That(doc.GetProperty("requirements").ToString(), Is.EqualTo("""["python >= 3.6"]"""));
        Assert.That(doc.GetProperty("extends_documentation_fragment").ToString(), Is.EqualTo("""["ansible.builtin.files"]"""), "What is not here stays named.");
    }

    [TestCase("acme.tools.common.other", "other")]
    [TestCase("'acme.tools.common.other, acme.tools.common'", "other url state")]
    [TestCase("acme.tools.absent", "")]
    [TestCase("acme.tools.common.absent", "")]
    [TestCase("common", "")]
    [TestCase("{a: b}", "")]
    public async Task A_section_is_named_after_a_dot(string fragment, string options)
    {
        var doc = await DocAsync($"module: use\nextends_documentation_fragment: {fragment}\n");
        var found = doc.TryGetProperty("options", out var list) ? list.EnumerateArray().Select(option => option.GetProperty("name").GetString()) : [];
        Assert.That(string.Join(' ', found), Is.EqualTo(options));
        Assert.That(doc.TryGetProperty("extends_documentation_fragment", out _), Is.EqualTo(options.Length == 0));
    }

    private static async Task<JsonElement> DocAsync(string documentation)
    {
        var builder = new CollectionBuilder().WithModule("use", documentation + "\n").With("plugins/doc_fragments/common.py", Fragments);
        var read = await CollectionArchiveTests.ReadAsync(builder.Build(), builder.FileName);
        var contents = JsonDocument.Parse(DetailFile.Write(read)).RootElement.GetProperty("docs_blob").GetProperty("contents");
        return contents.EnumerateArray().Single(item => item.GetProperty("content_type").GetString() == "module").GetProperty("doc_strings").GetProperty("doc");
    }
}
