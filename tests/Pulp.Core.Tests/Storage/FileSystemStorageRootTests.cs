using System.Runtime.Versioning;
using Pulp.Storage;

namespace Pulp.Core.Tests.Storage;

internal sealed class FileSystemStorageRootTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void A_missing_root_is_made_with_its_parents()
    {
        Open(folder.File("a/b/c"));

        Assert.That(Names(folder.File("a/b/c")), Is.EquivalentTo(new[] { ".pulp-storage", "artifact", "tmp" }));
        Assert.That(Directory.GetFiles(folder.File("a/b/c/tmp")), Is.Empty);
    }

    [Test]
    public void A_root_may_be_opened_again_and_by_two_at_once()
    {
        using var first = New(folder.File("root"));

        Assert.That(() => Open(folder.File("root")), Throws.Nothing);
    }

    [Test]
    public void An_empty_root_a_fresh_file_system_and_an_older_tree_are_taken()
    {
        Directory.CreateDirectory(folder.File("older/artifact/ab"));
        Directory.CreateDirectory(folder.File("fresh/lost+found"));
        Directory.CreateDirectory(folder.File("empty"));

        Assert.That(() => Open(folder.File("older")), Throws.Nothing);
        Assert.That(() => Open(folder.File("fresh")), Throws.Nothing);
        Assert.That(() => Open(folder.File("empty")), Throws.Nothing);
    }

    [Test]
    public void A_root_full_of_other_data_is_refused_and_left_alone()
    {
        File.WriteAllText(folder.File("thesis.doc"), "x");

        var exception = Refused(folder.Path, StorageFailureReason.Unsuitable);

        Assert.That(exception.Message, Does.Contain("thesis.doc").And.Contain("name an empty directory"));
        Assert.That(Names(folder.Path), Is.EqualTo(new[] { "thesis.doc" }));
    }

    [Test]
    public void A_root_that_is_a_file_is_refused()
    {
        File.WriteAllText(folder.File("file"), "x");

        Assert.That(Refused(folder.File("file"), StorageFailureReason.Unsuitable).Message, Does.Contain("is a file; name a directory"));
        Refused(folder.File("file/below"), StorageFailureReason.Corrupt);
    }

    [Test]
    public void A_root_of_another_layout_is_refused()
    {
        Open(folder.File("root"));
        File.WriteAllText(folder.File("root/.pulp-storage"), "pulp artifact storage, layout 2\n");

        Assert.That(Refused(folder.File("root"), StorageFailureReason.Unsuitable).Message, Does.Contain("another version"));
    }

    [TestCase(30, StorageFailureReason.ReadOnly)]
    [TestCase(13, StorageFailureReason.PermissionDenied)]
    [TestCase(28, StorageFailureReason.NoSpace)]
    public void A_root_that_cannot_be_written_is_refused_even_when_it_is_ours(int errno, StorageFailureReason reason)
    {
        var root = folder.File("root");
        Open(root);
        var files = new FaultyFiles(FileOperation.Create, errno);

        Assert.That(
            () => new FileSystemStorage(new FileSystemStorageOptions { Root = root }, TimeProvider.System, files),
            Throws.TypeOf<StorageException>().With.Property("Reason").EqualTo(reason).And.Message.Contains($"'{root}'"));
    }

    [TestCase("")]
    [TestCase("  ")]
    public void A_root_that_is_not_configured_is_refused_by_the_name_of_the_option(string root) =>
        Assert.That(() => New(root), Throws.TypeOf<StorageException>().With.Message.Contains("FileSystemStorageOptions.Root"));

    [Test]
    [Platform("Unix")]
    [UnsupportedOSPlatform("windows")]
    public async Task Nobody_else_may_read_files_or_directories()
    {
        var root = folder.File("root");
        using var storage = New(root);
        var domain = Guid.CreateVersion7();
        var staged = await storage.StageAsync(new MemoryStream([1]), ArtifactWriteOptions.Default);
        var temporary = Directory.GetFiles(folder.File("root/tmp"))[0];
        Assert.That(File.GetUnixFileMode(temporary), Is.EqualTo(StorageLayout.FileMode));

        await storage.CommitAsync([staged], domain);

        Assert.That(File.GetUnixFileMode(storage.GetPath(staged.Sha256, domain)!), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        var directories = Directory.GetDirectories(root, "*", SearchOption.AllDirectories).Append(root).ToList();
        Assert.That(directories, Has.Count.EqualTo(5));
        Assert.That(
            directories.Select(directory => File.GetUnixFileMode(directory)),
            Is.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    private static FileSystemStorage New(string root) => new(new FileSystemStorageOptions { Root = root }, TimeProvider.System);

    private static void Open(string root) => New(root).Dispose();

    private static IEnumerable<string> Names(string directory) => Directory.EnumerateFileSystemEntries(directory).Select(path => Path.GetFileName(path));

    private static StorageException Refused(string root, StorageFailureReason reason)
    {
        var exception = Assert.Throws<StorageException>(() => Open(root))!;
        Assert.That(exception.Reason, Is.EqualTo(reason));
        Assert.That(exception.Message, Does.Contain(root));
        return exception;
    }
}
