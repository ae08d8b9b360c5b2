using Pulp.Core.Tests.Plugins.Support;
using Pulp.Plugins;

namespace Pulp.Core.Tests.Plugins;

[TestFixture]
public sealed class PluginFileTests : PluginTest
{
    private const string Assembly = "Fixtures.Shapes.dll";

    [Test]
    [LoaderChecklist(17)]
    public void A_file_that_is_no_assembly_is_refused()
    {
        File.WriteAllText(Path.Combine(Folders.Add("Shapes"), Assembly), "MZ, but only so far");
        AssertRefused(Folders.LoadOne(), $"{Assembly} is not a .NET assembly");
    }

    [Test]
    public void A_native_library_is_refused()
    {
        var path = Path.Combine(Folders.Add("Shapes"), Assembly);
        var bytes = File.ReadAllBytes(path);
        var header = BitConverter.ToInt32(bytes, 0x3c);

        // Without the entry of the CLI header the image is a native one.
        var is64 = BitConverter.ToUInt16(bytes, header + 24) == 0x20b;
        Array.Clear(bytes, header + 24 + (is64 ? 112 : 96) + (14 * 8), 8);
        File.WriteAllBytes(path, bytes);
        AssertRefused(Folders.LoadOne(), $"{Assembly} is not a .NET assembly");
    }

    [Test]
    [LoaderChecklist(17)]
    public void An_assembly_for_another_processor_is_refused()
    {
        var path = Path.Combine(Folders.Add("Shapes"), Assembly);
        var bytes = File.ReadAllBytes(path);
        var machine = BitConverter.ToInt32(bytes, 0x3c) + 4;
        BitConverter.TryWriteBytes(bytes.AsSpan(machine), (ushort)0x1c4);
        File.WriteAllBytes(path, bytes);
        AssertRefused(Folders.LoadOne(), Assembly, "ArmThumb2");
    }

    [Test]
    [LoaderChecklist(17)]
    public void A_cut_off_assembly_is_refused_wherever_it_ends()
    {
        var path = Path.Combine(Folders.Add("Shapes"), Assembly);
        var bytes = File.ReadAllBytes(path);
        for (var length = 0; length < bytes.Length; length += 97)
        {
            File.WriteAllBytes(path, bytes.AsSpan(0, length));
            AssertRefused(Folders.LoadOne(), Assembly);
        }
    }

    [Test]
    public void A_missing_assembly_is_refused()
    {
        File.Delete(Path.Combine(Folders.Add("Shapes"), Assembly));
        AssertRefused(Folders.LoadOne(), $"no {Assembly}");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void A_link_in_place_of_the_assembly_is_refused()
    {
        var path = Path.Combine(Folders.Add("Shapes"), Assembly);
        File.Delete(path);
        File.CreateSymbolicLink(path, PluginFolders.FixtureFile("Shapes", Assembly));
        AssertRefused(Folders.LoadOne(), $"'{Assembly}' is a link");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void A_link_in_place_of_the_folder_is_refused()
    {
        Directory.CreateSymbolicLink(Path.Combine(Folders.Root, "linked"), Path.GetDirectoryName(PluginFolders.FixtureFile("Shapes", Assembly))!);
        AssertRefused(Folders.LoadOne(), "its folder", "is a link");
    }

    [Test]
    [Platform(Exclude = "Win")]
    [LoaderChecklist(17)]
    public void A_loop_of_links_is_refused()
    {
        var folder = Folders.Add("Shapes");
        Directory.CreateSymbolicLink(Path.Combine(folder, "loop"), folder);
        AssertRefused(Folders.LoadOne(), "'loop' is a link");
    }

    [TestCase(Assembly)]
    [TestCase("pulp-plugin.json")]
    [TestCase("")]
    [Platform(Exclude = "Win")]
    [LoaderChecklist(30)]
    public void What_everyone_may_write_is_refused_unless_the_host_allows_it(string file)
    {
        Writable(Path.Combine(Folders.Add("Shapes"), file));
        AssertRefused(Folders.LoadOne(), "everyone on this machine may write");
        AssertLoaded(Folders.LoadOne(options: new PluginLoadOptions { AllowWritableByEveryone = true }));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void Nothing_is_taken_from_a_folder_of_plugins_that_everyone_may_write()
    {
        Folders.Add("Shapes");
        Writable(Folders.Root);
        AssertRefused(Folders.LoadOne(), "everyone on this machine may write the folder of the plugins");
    }

    [Test]
    [LoaderChecklist(17)]
    public void Paths_with_spaces_and_letters_beyond_ASCII_work()
    {
        Folders.Add("ConflictingA", "größe 大 plugin");
        AssertLoaded(Folders.LoadOne());
        Assert.That(Folders.Root, Does.Contain(' ').And.Contain('è'));
    }

    [Test]
    public void Folders_that_begin_with_a_dot_and_loose_files_are_passed_over()
    {
        Folders.Add("Shapes", ".staged");
        File.WriteAllText(Path.Combine(Folders.Root, "README.txt"), "");
        Assert.That(Folders.Load(), Is.Empty);
    }

    private static void Writable(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherWrite);
    }
}
