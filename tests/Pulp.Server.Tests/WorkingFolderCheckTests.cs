using Microsoft.Extensions.Options;
using Pulp.Server.Hosting;
using Pulp.Server.Settings;

namespace Pulp.Server.Tests;

[TestFixture]
public sealed class WorkingFolderCheckTests
{
    private string folder = null!;

    [SetUp]
    public void Begin() => folder = Directory.CreateTempSubdirectory("pulp-work-").FullName;

    [TearDown]
    public void End() => Directory.Delete(folder, recursive: true);

    [TestCase("work")]
    [TestCase("missing/work")]
    public async Task A_missing_folder_is_made(string path)
    {
        var work = Path.Combine(folder, path);

        await CheckAsync(work);

        Assert.That(Directory.Exists(work), Is.True);
        Assert.That(Directory.EnumerateFileSystemEntries(work), Is.Empty);
        if (!OperatingSystem.IsWindows())
            Assert.That(File.GetUnixFileMode(work), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    [TestCase("file")]
    [TestCase("file/work")]
    public void A_file_in_its_place_stops_the_start_with_the_way_out(string path)
    {
        File.WriteAllText(Path.Combine(folder, "file"), "");

        AssertRefused(Path.Combine(folder, path));
    }

    // No user may write there, root neither.
    [Test]
    [Platform("Linux")]
    public void A_folder_that_cannot_be_written_to_stops_the_start_with_the_way_out() => AssertRefused("/proc/self/net");

    private static void AssertRefused(string path) => Assert.That(
        () => CheckAsync(path),
        Throws.TypeOf<InvalidSettingsException>().With.Message.StartsWith($"WorkingFolder: '{path}' cannot be used: ").And.Message.Contains("leave the setting out"));

    private static Task CheckAsync(string path) => new WorkingFolderCheck(Options.Create(new PulpOptions { WorkingFolder = path })).RunAsync(CancellationToken.None);
}
