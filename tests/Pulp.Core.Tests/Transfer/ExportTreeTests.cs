using System.Runtime.Versioning;
using System.Text;
using Pulp.Core.Tests.Storage;
using Pulp.Storage;
using Pulp.Transfer;

namespace Pulp.Core.Tests.Transfer;

internal sealed class ExportTreeTests
{
    private string folder = null!;

    private string Target => Path.Combine(folder, "exports", "mirror");

    [SetUp]
    public void Start() => folder = Directory.CreateTempSubdirectory("pulp-tree-").FullName;

    [TearDown]
    public void Stop() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task Nothing_is_visible_under_its_name_before_everything_is_there()
    {
        using var tree = Begin();
        await WriteAsync(tree, "a", "one");
        await WriteAsync(tree, "deep/er/b", "two");
        Assert.That(Path.Exists(Target), Is.False);

        await tree.CompleteAsync(CancellationToken.None);

        Assert.That(Tree(), Is.EqualTo(new[] { "exports/mirror/a", "exports/mirror/deep/er/b" }));
        Assert.That(File.ReadAllText(Path.Combine(Target, "deep", "er", "b")), Is.EqualTo("two"));
    }

    [Test]
    public async Task What_is_not_completed_leaves_nothing_not_even_the_folders_above()
    {
        using (var tree = Begin())
            await WriteAsync(tree, "deep/er/a", "one");

        Assert.That(Directory.EnumerateFileSystemEntries(folder), Is.Empty);
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    [Platform(Exclude = "Win")]
    public async Task An_empty_folder_is_filled_with_its_permissions_kept()
    {
        Directory.CreateDirectory(Target, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        var mode = File.GetUnixFileMode(Target);
        using var tree = Begin();
        await WriteAsync(tree, "a", "one");

        await tree.CompleteAsync(CancellationToken.None);

        Assert.That(File.GetUnixFileMode(Target), Is.EqualTo(mode));
        Assert.That(Tree(), Is.EqualTo(new[] { "exports/mirror/a" }));
    }

    [Test]
    public void A_file_and_a_folder_with_anything_in_it_are_refused([Values] bool isFile)
    {
        Directory.CreateDirectory(isFile ? Path.GetDirectoryName(Target)! : Path.Combine(Target, "empty"));
        if (isFile)
            File.WriteAllText(Target, "mine");

        Assert.That(() => Begin(), Throws.TypeOf<TransferException>().With.Message.Contains("holds something already"));
    }

    [Test]
    public async Task What_came_meanwhile_stays_and_the_export_fails()
    {
        using (var tree = Begin())
        {
            await WriteAsync(tree, "a", "ours");
            Directory.CreateDirectory(Target);
            File.WriteAllText(Path.Combine(Target, "theirs"), "theirs");
            Assert.That(() => tree.CompleteAsync(CancellationToken.None), Throws.TypeOf<TransferException>());
        }

        Assert.That(Tree(), Is.EqualTo(new[] { "exports/mirror/theirs" }));
    }

    [Test]
    public async Task The_same_path_twice_is_refused_and_overwrites_nothing()
    {
        using var tree = Begin();
        await WriteAsync(tree, "a", "one");

        Assert.That(() => WriteAsync(tree, "a", "two"), Throws.TypeOf<TransferException>());
        Assert.That(() => WriteAsync(tree, "a/b", "two"), Throws.TypeOf<TransferException>());
        Assert.That(File.ReadAllText(tree.PathOf("a")), Is.EqualTo("one"));
    }

    [Test]
    public void Hard_links_that_cannot_be_are_refused_with_the_way_out()
    {
        var stored = Path.Combine(folder, "stored");
        File.WriteAllText(stored, "bytes");
        using var tree = ExportTree.Begin(Target, Guid.NewGuid(), new PortableFile());

        Assert.That(() => tree.Link("a", stored), Throws.TypeOf<TransferException>().With.Message.Contains("file system of the storage").And.Message.Contains("write or symlink"));
    }

    [Test]
    [Platform("Linux")]
    public void A_hard_link_into_another_file_system_is_refused()
    {
        Assume.That(Directory.Exists("/dev/shm") && new DriveInfo("/dev/shm").DriveFormat != new DriveInfo(folder).DriveFormat);
        var other = Directory.CreateDirectory($"/dev/shm/pulp-tree-{Guid.NewGuid():N}");
        var stored = Path.Combine(other.FullName, "stored");
        File.WriteAllText(stored, "bytes");
        using var tree = Begin();

        Assert.That(() => tree.Link("a", stored), Throws.TypeOf<TransferException>().With.Message.Contains("hard links"));

        other.Delete(recursive: true);
    }

    // CVE-2026-12701 of pulpcore.
    [TestCase("..")]
    [TestCase(".")]
    [TestCase("")]
    [TestCase("a/..")]
    [TestCase("a/../..")]
    [TestCase("a/../../b")]
    [TestCase("../mirror-beside")]
    [TestCase("/etc/passwd")]
    [TestCase("//etc/passwd")]
    [TestCase("a//b")]
    [TestCase("a/")]
    [TestCase("./a")]
    [TestCase("..\\a")]
    [TestCase("a\\..\\..\\b")]
    [TestCase("C:\\a")]
    [TestCase("a\0b")]
    [TestCase("a\nb")]
    public void A_path_that_leads_out_or_is_not_its_own_is_refused_by_every_method(string path)
    {
        using var tree = Begin();

        Assert.That(() => WriteAsync(tree, path, "bytes"), Throws.TypeOf<TransferException>());
        Assert.That(() => tree.Link(path, "/etc/hostname"), Throws.TypeOf<TransferException>());
        Assert.That(() => tree.LinkSymbolically(path, "/etc/hostname"), Throws.TypeOf<TransferException>());
        Assert.That(Tree(), Is.Empty);
    }

    [Test]
    public void Whatever_a_path_is_made_of_it_is_refused_or_lies_strictly_inside_under_its_own_name([Random(0, int.MaxValue, 8)] int seed)
    {
        string[] parts = [".", "..", "...", "/", "/", "/", "\\", "\0", "a", "b.", "c ", "~", "%2e%2e", "..%2f", "\u2024\u2024", "é", ":", "*", "con", "\t", "$HOME"];
        var random = new Random(seed);
        using var tree = Begin();
        var root = Path.GetDirectoryName(tree.PathOf("x"))!;
        var accepted = 0;

        for (var i = 0; i < 4000; i++)
        {
            var path = string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => parts[random.Next(parts.Length)]));
            string place;
            try
            {
                place = tree.PathOf(path);
            }
            catch (TransferException)
            {
                continue;
            }

            accepted++;
            Assert.That(Path.GetFullPath(place), Does.StartWith(root + Path.DirectorySeparatorChar), path);
            Assert.That(Path.GetRelativePath(root, place).Replace(Path.DirectorySeparatorChar, '/'), Is.EqualTo(path));
        }

        Assert.That(accepted, Is.Positive);
    }

    [Test]
    [Platform("Linux")]
    public async Task An_error_of_the_disk_fails_the_export_and_leaves_nothing([Values(FileOperation.SyncFileSystem, FileOperation.SyncDirectory)] FileOperation failing)
    {
        var files = new FaultyFiles(failing);
        using (var tree = ExportTree.Begin(Target, Guid.NewGuid(), files))
        {
            await WriteAsync(tree, "a", "one");
            using var fileSystem = files.OpenFileSystem(folder);
            Assume.That(failing != FileOperation.SyncFileSystem || fileSystem is not null);
            Assert.That(() => tree.CompleteAsync(CancellationToken.None), Throws.TypeOf<TransferException>());
        }

        Assert.That(Tree(), Is.Empty);
    }

    private ExportTree Begin() => ExportTree.Begin(Target, Guid.NewGuid(), DurableFiles.ForThisSystem());

    private static Task WriteAsync(ExportTree tree, string path, string text) => tree.WriteAsync(path, new MemoryStream(Encoding.UTF8.GetBytes(text)), CancellationToken.None);

    private string[] Tree() => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal)];
}
