using Pulp.Core.Tests.Plugins.Support;
using Pulp.Plugins;

namespace Pulp.Core.Tests.Plugins;

[TestFixture]
public sealed class PluginFolderTests : PluginTest
{
    private PluginFolders built = null!;
    private PluginFolder folder = null!;

    [SetUp]
    public void CreateSources()
    {
        built = new PluginFolders();
        folder = new PluginFolder(Folders.Root);
    }

    [TearDown]
    public void DeleteSources() => built.Dispose();

    [Test]
    public void A_plugin_is_added_from_the_folder_of_its_build_without_what_it_does_not_need()
    {
        var source = built.AddAsBuilt("ConflictingA");
        File.WriteAllText(Path.Combine(source, "install.sh"), "touch /ran");
        var added = folder.Add(source);
        Assert.That((added.Label, added.Version, added.Replaced), Is.EqualTo(("conflicting_a", "1.0.0", (string?)null)));
        Assert.That(FilesIn(added.Folder), Is.EquivalentTo(new[]
        {
            "Fixtures.ConflictingA.dll", "Fixtures.ConflictingA.deps.json", "Fixtures.ConflictingA.runtimeconfig.json", "Fixtures.PrivateLibrary.dll", "pulp-plugin.json",
        }));
        AssertLoaded(Folders.LoadOne());
    }

    [Test]
    [LoaderChecklist(32)]
    public void A_plugin_is_added_from_its_package_and_nothing_else_of_the_package_is_unpacked_or_run()
    {
        var package = PluginPackages.Pack(built.AddAsBuilt("ConflictingA"), Package("a.nupkg"), entries =>
        {
            foreach (var path in new[] { "tools/install.ps1", "tools/init.ps1", "lib/net10.0/Fixtures.ConflictingA.dll", "a.nuspec", PluginPackages.Folder + "postinstall.sh", "build/a.targets" })
                entries.Add((path, [1, 2, 3]));
        });
        var added = folder.Add(package);
        Assert.That(FilesIn(added.Folder), Has.Count.EqualTo(5).And.Contains("Fixtures.PrivateLibrary.dll"));
        Assert.That(Directory.EnumerateFileSystemEntries(Folders.Root).Select(Path.GetFileName), Is.EqualTo(new[] { "conflicting_a-1.0.0" }));
        AssertLoaded(Folders.LoadOne());
    }

    [Test]
    public void A_higher_version_takes_the_place_of_a_lower_one_and_no_other_way()
    {
        folder.Add(built.AddAsBuilt("Good"));
        PluginPackages.SetVersion(built.AddAsBuilt("Good", "newer"), "1.1.0");
        var added = folder.Add(Path.Combine(built.Root, "newer"));
        Assert.That(added.Replaced, Is.EqualTo("1.0.0"));
        Assert.That(Folders.LoadOne().Version, Is.EqualTo("1.1.0"));
        AssertNotAdded(Path.Combine(built.Root, "newer"), "good 1.1.0 is there already");
        AssertNotAdded(Path.Combine(built.Root, "Good"), "good 1.1.0 is there already");
    }

    [Test]
    public void A_version_that_another_folder_of_the_host_supersedes_is_not_added()
    {
        var source = built.AddAsBuilt("Good");
        var shipped = new PluginFolder(Path.Combine(built.Root, "shipped"));
        shipped.Add(source);
        Assert.That(() => folder.Add(source, shipped), Throws.InstanceOf<PluginException>().With.Message.Contains("good 1.0.0 is in another folder of plugins"));
        PluginPackages.SetVersion(source, "1.0.1");
        Assert.That(folder.Add(source, shipped).Version, Is.EqualTo("1.0.1"));
    }

    [TestCase("../evil.dll")]
    [TestCase("tools/pulp-plugin/../../../evil.dll")]
    [TestCase("/etc/evil.dll")]
    [TestCase("tools\\pulp-plugin\\evil.dll")]
    [TestCase("C:evil.dll")]
    [LoaderChecklist(30)]
    public void A_package_that_names_a_file_outside_itself_is_refused_whole(string path) =>
        AssertNotAdded(PluginPackages.Pack(built.AddAsBuilt("Good"), Package("a.nupkg"), entries => entries.Add((path, [1]))), "damaged or forged");

    [TestCase("../evil.dll")]
    [TestCase("/etc/evil.dll")]
    [TestCase("sub//evil.dll")]
    [TestCase("sub\\evil.dll")]
    [TestCase("C:evil.dll")]
    [TestCase(".hidden/evil.dll")]
    [TestCase("")]
    [LoaderChecklist(30)]
    public void A_manifest_that_names_a_file_outside_the_plugins_folder_is_refused(string path)
    {
        var source = built.AddAsBuilt("Good");
        PluginPackages.Name(source, path, [1]);
        AssertNotAdded(source, "not a path in the plugin's own folder");
    }

    [Test]
    public void A_package_that_is_no_plugins_says_what_is_missing()
    {
        AssertNotAdded(PluginPackages.Pack(built.AddAsBuilt("Good"), Package("library.nupkg"), entries => entries.RemoveAll(entry => entry.Path.EndsWith("pulp-plugin.json", StringComparison.Ordinal))), "no tools/pulp-plugin/pulp-plugin.json");
        File.WriteAllText(Package("text.nupkg"), "no archive");
        AssertNotAdded(Package("text.nupkg"), "'text.nupkg' is not a package");
        AssertNotAdded(Package("missing.nupkg"), "There is no file or folder");
        AssertNotAdded(Directory.CreateDirectory(Path.Combine(built.Root, "empty")).FullName, "holds no plugin: it has no pulp-plugin.json");
        AssertNotAdded(built.Add("Shapes"), "names no files");
    }

    [Test]
    public void A_package_that_is_cut_off_leaves_nothing()
    {
        var whole = File.ReadAllBytes(PluginPackages.Pack(built.AddAsBuilt("Good"), Package("whole.nupkg")));
        for (var length = 0; length < whole.Length; length += 501)
        {
            File.WriteAllBytes(Package("cut.nupkg"), whole[..length]);
            AssertNotAdded(Package("cut.nupkg"));
        }
    }

    [Test]
    public void A_package_whose_bytes_were_changed_leaves_nothing()
    {
        var whole = File.ReadAllBytes(PluginPackages.Pack(built.AddAsBuilt("Good"), Package("whole.nupkg")));
        var library = whole.AsSpan().IndexOf("Fixtures.Good.dll"u8);
        whole[library + 400] ^= 1;
        File.WriteAllBytes(Package("changed.nupkg"), whole);
        AssertNotAdded(Package("changed.nupkg"));
    }

    [Test]
    public void A_file_that_is_not_the_one_the_manifest_names_and_one_that_is_there_twice_are_refused()
    {
        var source = built.AddAsBuilt("Good");
        AssertNotAdded(PluginPackages.Pack(source, Package("other.nupkg"), entries => entries[entries.FindIndex(entry => entry.Path.EndsWith("Good.dll", StringComparison.Ordinal))] = (PluginPackages.Folder + "Fixtures.Good.dll", [1])), "its digest is another");
        AssertNotAdded(PluginPackages.Pack(source, Package("twice.nupkg"), entries => entries.Add((PluginPackages.Folder + "Fixtures.Good.dll", [1]))), "holds 'Fixtures.Good.dll' twice");
        AssertNotAdded(PluginPackages.Pack(source, Package("less.nupkg"), entries => entries.RemoveAll(entry => entry.Path.EndsWith("deps.json", StringComparison.Ordinal))), "names 'Fixtures.Good.deps.json', which is not there");
    }

    [Test]
    public void A_plugin_that_would_not_be_loaded_here_is_not_added()
    {
        AssertNotAdded(built.AddAsBuilt("OtherMajor"), "other_major 1.0.0 would not be loaded here", "another major version");
        AssertNotAdded(built.AddAsBuilt("BuiltForNewerContract"), "1.99");
    }

    [Test]
    public void A_removed_plugin_is_gone_in_all_versions_and_the_others_stay()
    {
        folder.Add(built.AddAsBuilt("Good"));
        Folders.Add("Duplicate", "by hand");
        folder.Add(built.AddAsBuilt("Shapes"));
        Assert.That(folder.Contains("good"), Is.True);
        Assert.That(folder.Remove("good"), Is.EqualTo(new[] { "1.0.0", "1.0.0" }));
        Assert.That(folder.Contains("good"), Is.False);
        Assert.That(folder.Remove("good"), Is.Empty);
        Assert.That(Folders.LoadOne().Label, Is.EqualTo("shapes"));
    }

    [Test]
    public void What_a_running_host_may_need_stays_until_it_is_cleaned_up_and_is_no_plugin_any_more()
    {
        var used = new PluginFolder(Folders.Root) { IsInUse = true };
        var old = used.Add(built.AddAsBuilt("Good")).Folder;
        PluginPackages.SetVersion(Path.Combine(built.Root, "Good"), "2.0.0");
        var replacement = used.Add(Path.Combine(built.Root, "Good")).Folder;
        Assert.That(File.Exists(Path.Combine(old, "Fixtures.Good.dll")), Is.True);
        Assert.That(Folders.LoadOne().Version, Is.EqualTo("2.0.0"));
        Assert.That(used.Remove("good"), Is.EqualTo(new[] { "2.0.0" }));
        Assert.That(used.Contains("good"), Is.False);
        var again = used.Add(Path.Combine(built.Root, "Good")).Folder;
        Assert.That(Path.GetFileName(again), Is.EqualTo("good-2.0.0-2"));
        Assert.That(Directory.Exists(replacement), Is.True);
        used.CleanUp();
        Assert.That(Directory.EnumerateFileSystemEntries(Folders.Root), Is.EqualTo(new[] { again }));
    }

    [Test]
    public void A_plugin_whose_manifest_cannot_be_read_is_removed_by_the_name_of_its_folder()
    {
        Directory.CreateDirectory(Path.Combine(Folders.Root, "stray"));
        Assert.That(folder.Remove("stray"), Is.EqualTo(new[] { "" }));
        Assert.That(Directory.EnumerateFileSystemEntries(Folders.Root), Is.Empty);
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void What_a_link_leads_to_stays_when_the_link_is_removed()
    {
        var elsewhere = built.AddAsBuilt("Good");
        Directory.CreateSymbolicLink(Path.Combine(Folders.Root, "link"), elsewhere);
        Assert.That(folder.Remove("good"), Has.Count.EqualTo(1));
        Assert.That(Directory.EnumerateFileSystemEntries(Folders.Root), Is.Empty);
        Assert.That(File.Exists(Path.Combine(elsewhere, "pulp-plugin.json")), Is.True);
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void Nothing_is_added_to_a_folder_that_everyone_may_write()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Folders.Root, File.GetUnixFileMode(Folders.Root) | UnixFileMode.OtherWrite);
        AssertNotAdded(built.AddAsBuilt("Good"), "everyone on this machine may write the folder of the plugins");
    }

    private string Package(string name) => Path.Combine(built.Root, name);

    private void AssertNotAdded(string source, params string[] parts)
    {
        var before = Directory.EnumerateFileSystemEntries(Folders.Root).ToList();
        var message = Assert.Throws<PluginException>(() => folder.Add(source))!.Message;
        foreach (var part in parts)
            Assert.That(message, Does.Contain(part));
        Assert.That(Directory.EnumerateFileSystemEntries(Folders.Root), Is.EquivalentTo(before), "half of a plugin is worse than none");
    }

    private static List<string> FilesIn(string root) => [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(root, file))];
}
