using Pulp.Core.Tests.Plugins.Support;
using Pulp.Plugins;
using Pulp.Plugins.Loading;

namespace Pulp.Core.Tests.Plugins;

[TestFixture]
public sealed class PluginTrustTests : PluginTest
{
    [TestCase("Good")]
    [TestCase("ConflictingA")]
    [LoaderChecklist(29)]
    public void A_plugin_as_it_was_built_is_the_one_its_manifest_names(string fixture)
    {
        Folders.AddAsBuilt(fixture);
        AssertLoaded(Folders.LoadOne());
    }

    [TestCase("Fixtures.ConflictingA.dll")]
    [TestCase("Fixtures.PrivateLibrary.dll")]
    [TestCase("Fixtures.ConflictingA.deps.json")]
    [TestCase("Fixtures.ConflictingA.runtimeconfig.json")]
    [LoaderChecklist(29)]
    public void A_file_that_was_changed_since_the_manifest_was_written_is_refused(string file)
    {
        File.AppendAllText(Path.Combine(Folders.AddAsBuilt("ConflictingA"), file), " ");
        AssertRefused(Folders.LoadOne(), $"'{file}' is not the file that its pulp-plugin.json names");
    }

    [Test]
    [LoaderChecklist(29)]
    public void A_file_that_the_manifest_names_and_that_is_not_there_is_refused()
    {
        File.Delete(Path.Combine(Folders.AddAsBuilt("ConflictingA"), "Fixtures.PrivateLibrary.dll"));
        AssertRefused(Folders.LoadOne(), "its folder has no Fixtures.PrivateLibrary.dll");
    }

    [TestCase("Evil.dll")]
    [TestCase("fr/Evil.resources.dll")]
    [TestCase("runtimes/linux-x64/native/libevil.so")]
    [TestCase("libevil.so.1")]
    [TestCase("Evil.exe")]
    [TestCase("Fixtures.PrivateLibrary.runtimeconfig.json")]
    [LoaderChecklist(29)]
    public void Code_that_the_manifest_does_not_name_is_refused(string file)
    {
        var path = Path.Combine(Folders.AddAsBuilt("ConflictingA"), file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
        AssertRefused(Folders.LoadOne(), $"its folder holds '{file}', which its pulp-plugin.json does not name");
    }

    [Test]
    public void Other_files_may_lie_beside_the_plugin()
    {
        File.WriteAllText(Path.Combine(Folders.AddAsBuilt("Shapes"), "README.txt"), "");
        AssertLoaded(Folders.LoadOne());
    }

    [TestCase("""{"Fixtures.Shapes.dll":"00"}""", "no SHA-256 digest for 'Fixtures.Shapes.dll'")]
    [TestCase("""{"Fixtures.Shapes.dll":1}""", "no SHA-256 digest for 'Fixtures.Shapes.dll'")]
    [TestCase("""["Fixtures.Shapes.dll"]""", "'files' must be an object of paths and SHA-256 digests")]
    [TestCase("{}", "does not name its own Fixtures.Shapes.dll among its files")]
    [LoaderChecklist(29)]
    public void A_list_of_files_that_is_none_is_refused(string files, string reason)
    {
        PluginFolders.EditManifest(Folders.AddAsBuilt("Shapes"), manifest => manifest["files"] = System.Text.Json.Nodes.JsonNode.Parse(files));
        AssertRefused(Folders.LoadOne(), reason);
    }

    [Test]
    [LoaderChecklist(31)]
    public void A_host_that_trusts_only_some_plugins_takes_no_others()
    {
        var trusted = PluginManifest.Read(Folders.AddAsBuilt("Good")).Digest;
        var other = PluginManifest.Read(Folders.AddAsBuilt("Shapes")).Digest;
        Folders.Add("ConflictingA");
        var options = new PluginLoadOptions { TrustedManifests = { trusted.ToUpperInvariant() } };
        var statuses = Folders.Load(options: options).OrderBy(status => status.Label, StringComparer.Ordinal).ToList();
        AssertRefused(statuses[0], "only trusted plugins are loaded", "does not name its files");
        AssertLoaded(statuses[1]);
        AssertRefused(statuses[2], "only trusted plugins are loaded", other);
    }

    [Test]
    [LoaderChecklist(31)]
    public void A_trusted_plugin_whose_file_was_changed_is_refused_like_any_other()
    {
        var folder = Folders.AddAsBuilt("Good");
        var options = new PluginLoadOptions { TrustedManifests = { PluginManifest.Read(folder).Digest } };
        File.AppendAllText(Path.Combine(folder, "Fixtures.Good.dll"), " ");
        AssertRefused(Folders.LoadOne(options: options), "'Fixtures.Good.dll' is not the file");
    }

    [Test]
    [LoaderChecklist(28)]
    public void Looking_at_a_plugin_that_is_refused_holds_none_of_its_files()
    {
        var folder = Folders.Add("OtherMajor");
        AssertRefused(Folders.LoadOne(), "2.0");
        var folderOfLate = Folders.Add("Good");
        PluginFolders.EditManifest(folderOfLate, manifest => manifest["targetFramework"] = "net99.0");
        AssertRefused(Folders.Load()[0], "net99.0");
        foreach (var file in Directory.EnumerateFiles(folder).Concat(Directory.EnumerateFiles(folderOfLate)))
        {
            using var alone = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            Assert.That(alone.CanWrite, Is.True);
        }

        Assert.That(AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsDynamic && assembly.Location.StartsWith(Folders.Root, StringComparison.Ordinal)), Is.Empty);
    }
}
