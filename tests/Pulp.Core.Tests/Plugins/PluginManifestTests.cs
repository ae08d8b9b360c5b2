using Pulp.Core.Tests.Plugins.Support;

namespace Pulp.Core.Tests.Plugins;

[TestFixture]
public sealed class PluginManifestTests : PluginTest
{
    [Test]
    public void A_folder_without_a_manifest_is_refused()
    {
        Directory.CreateDirectory(Path.Combine(Folders.Root, "stray"));
        var status = Folders.LoadOne();
        AssertRefused(status, "no pulp-plugin.json");
        Assert.That(status.Label, Is.EqualTo("stray"));
    }

    [TestCase("", "not JSON")]
    [TestCase("{", "not JSON")]
    [TestCase("[]", "the document must be an object")]
    [TestCase("null", "the document must be an object")]
    [TestCase("""{"label":"a","label":"b"}""", "not JSON")]
    [TestCase("{}", "lacks 'label'")]
    [TestCase("""{"label":1}""", "'label' must be a text, not 1")]
    [TestCase("""{"label":"Shapes"}""", "'Shapes'")]
    [TestCase("""{"label":"core"}""", "'core', which is the host's own")]
    [TestCase("""{"label":"certguard"}""", "'certguard', which is the host's own")]
    [TestCase("""{"label":"shapes","version":"one"}""", "'one', which is not a version")]
    [TestCase("""{"label":"shapes","version":"1.0.0-"}""", "which is not a version")]
    [TestCase("""{"label":"shapes","version":"1.0.0"}""", "lacks 'assembly'")]
    public void A_manifest_that_cannot_be_understood_is_refused(string manifest, string reason)
    {
        File.WriteAllText(Path.Combine(Folders.Add("Shapes"), "pulp-plugin.json"), manifest);
        AssertRefused(Folders.LoadOne(), reason);
    }

    [TestCase("../Shapes/Fixtures.Shapes.dll")]
    [TestCase("..\\Fixtures.Shapes.dll")]
    [TestCase("/etc/Fixtures.Shapes.dll")]
    [TestCase("C:Fixtures.Shapes.dll")]
    [TestCase("sub/Fixtures.Shapes.dll")]
    [TestCase("..dll")]
    [TestCase(".dll")]
    [TestCase("Fixtures.Shapes.exe")]
    [TestCase("Fixtures\0.dll")]
    [TestCase("")]
    [LoaderChecklist(30)]
    public void An_assembly_outside_the_plugins_own_folder_is_refused(string assembly)
    {
        PluginFolders.EditManifest(Folders.Add("Shapes"), manifest => manifest["assembly"] = assembly);
        AssertRefused(Folders.LoadOne(), "not the name of a .dll file in the plugin's own folder");
    }

    [TestCase("1", "'contract' must be an object with 'major' and 'minor', not 1")]
    [TestCase("{}", "lacks 'major'")]
    [TestCase("""{"major":"1","minor":0}""", "'major' must be a whole number, not \"1\"")]
    [TestCase("""{"major":1,"minor":-1}""", "'contract.minor' must be a whole number of 0 or more, not -1")]
    [TestCase("""{"major":1.5,"minor":0}""", "'contract.major' must be a whole number of 0 or more, not 1.5")]
    [TestCase("""{"major":99999999999,"minor":0}""", "'contract.major' must be a whole number of 0 or more")]
    public void A_contract_version_that_is_none_is_refused(string contract, string reason)
    {
        PluginFolders.EditManifest(Folders.Add("Shapes"), manifest => manifest["contract"] = System.Text.Json.Nodes.JsonNode.Parse(contract));
        AssertRefused(Folders.LoadOne(), reason);
    }

    [Test]
    public void A_huge_manifest_is_refused_unread()
    {
        File.WriteAllText(Path.Combine(Folders.Add("Shapes"), "pulp-plugin.json"), new string(' ', 70_000) + "{}");
        AssertRefused(Folders.LoadOne(), "larger than 65536 bytes");
    }

    [Test]
    public void Further_properties_are_for_later_versions()
    {
        PluginFolders.EditManifest(Folders.Add("Shapes"), manifest => manifest["homepage"] = "https://shapes.example");
        AssertLoaded(Folders.LoadOne());
    }
}
