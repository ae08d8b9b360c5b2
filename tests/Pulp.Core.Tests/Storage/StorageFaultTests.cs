using Pulp.Digests;
using Pulp.Storage;

namespace Pulp.Core.Tests.Storage;

internal sealed class StorageFaultTests
{
    private const FileOperation AllButDelete = (FileOperation)127;
    private const int Eio = 5;
    private const int Enospc = 28;

    private TemporaryFolder folder = null!;
    private FaultyFiles files = null!;
    private FileSystemStorage storage = null!;

    [SetUp]
    public void MakeStorage()
    {
        folder = new TemporaryFolder();
        files = new FaultyFiles();
        storage = New(folder.File("root"));
    }

    [TearDown]
    public void RemoveStorage()
    {
        storage.Dispose();
        folder.Dispose();
    }

    [TestCase(new[] { 100 }, Eio, StorageFailureReason.IoError)]
    [TestCase(new[] { 100 }, Enospc, StorageFailureReason.NoSpace)]
    [TestCase(new[] { 1_100_000 }, Eio, StorageFailureReason.IoError)]
    [TestCase(new[] { 1_100_000, 100, 200, 300 }, 122, StorageFailureReason.NoSpace)]
    [TestCase(new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 1_100_000 }, 30, StorageFailureReason.ReadOnly)]
    public async Task Whichever_call_fails_the_commit_fails_and_leaves_no_half_artifact(int[] sizes, int errno, StorageFailureReason reason)
    {
        var k = 0;
        do
        {
            var root = folder.File($"k{++k}");
            using var fresh = New(root);
            files.FailAt(k, AllButDelete, errno);
            var exception = await CatchAsync(() => StoreAsync(fresh, sizes));
            if (!files.Fired)
            {
                Assert.That(exception, Is.Null);
                continue;
            }

            Assert.That(exception?.Reason, Is.EqualTo(reason), $"k = {k}");
            Assert.That(Directory.GetFiles(Path.Join(root, "tmp")), Is.Empty, $"k = {k}");
            await AssertStoredAreWholeAsync(fresh, visibleExpected: files.Log.Exists(entry => entry.Operation == FileOperation.Rename));
            await StoreAsync(fresh, sizes);
            Assert.That(await ListAsync(fresh), Has.Count.EqualTo(sizes.Length), $"k = {k}: the same bytes are stored once the fault is gone");
        }
        while (files.Fired);

        Assert.That(k, Is.GreaterThan(5));
    }

    [Test]
    public async Task Bytes_are_forced_before_they_become_visible_and_names_after_it()
    {
        files.FailAt(0, FileOperation.None, 0);

        var staged = await StoreAsync(storage, [100]);

        var target = storage.GetPath(staged[0].Sha256, null)!;
        var temporary = Path.Join(folder.File("root/tmp"), staged[0].Key);
        Assert.That(files.Log.Where(entry => entry.Operation != FileOperation.Delete), Is.EqualTo(new (FileOperation, string?)[]
        {
            (FileOperation.Create, temporary),
            (FileOperation.Write, temporary),
            (FileOperation.Sync, temporary),
            (FileOperation.MakeDirectory, folder.File("root/artifact")),
            (FileOperation.Rename, target),
            (FileOperation.MakeDirectory, folder.File("root/artifact")),
            (FileOperation.MakeDirectory, Path.GetDirectoryName(target)),
            (FileOperation.Rename, target),
            (FileOperation.SyncDirectory, folder.File("root")),
            (FileOperation.SyncDirectory, folder.File("root/artifact")),
            (FileOperation.SyncDirectory, Path.GetDirectoryName(target)),
        }));
    }

    [Test]
    public async Task A_large_file_is_forced_once_while_it_is_written()
    {
        files.FailAt(0, FileOperation.None, 0);

        await StoreAsync(storage, [3_000_000]);

        Assert.That(Count(FileOperation.Sync), Is.EqualTo(1));
        Assert.That(files.Log.FindIndex(entry => entry.Operation == FileOperation.Sync), Is.LessThan(files.Log.FindIndex(entry => entry.Operation == FileOperation.Rename)));
    }

    [Test]
    [Platform("Linux")]
    public async Task A_batch_is_forced_by_one_call_for_its_bytes_and_one_for_its_names()
    {
        files.FailAt(0, FileOperation.None, 0);

        await StoreAsync(storage, [.. Enumerable.Range(1, 200)]);

        var log = files.Log.ConvertAll(entry => entry.Operation);
        Assert.That(Count(FileOperation.Sync) + Count(FileOperation.SyncDirectory), Is.Zero);
        Assert.That(Count(FileOperation.SyncFileSystem), Is.EqualTo(2));
        Assert.That(log.IndexOf(FileOperation.SyncFileSystem), Is.LessThan(log.IndexOf(FileOperation.Rename)));
        Assert.That(log.LastIndexOf(FileOperation.SyncFileSystem), Is.GreaterThan(log.LastIndexOf(FileOperation.Rename)));
    }

    [Test]
    public async Task Each_touched_directory_is_forced_once()
    {
        await StoreAsync(storage, [.. Enumerable.Range(1, 200)]);
        files.FailAt(0, FileOperation.None, 0);

        await StoreAsync(storage, [1000, 1001, 1002, 1003, 1, 2]);

        var forced = files.Log.FindAll(entry => entry.Operation == FileOperation.SyncDirectory).ConvertAll(entry => entry.Path);
        Assert.That(forced, Is.Unique);
        foreach (var size in new[] { 1000, 1003, 1, 2 })
            Assert.That(forced, Does.Contain(Path.GetDirectoryName(storage.GetPath(Sha256(size), null))), "also of a kept file, whose own commit may not be through");
    }

    [Test]
    [Platform("Linux")]
    public async Task A_failure_that_another_batch_was_told_of_fails_every_batch_begun_before()
    {
        var first = await StageAsync(storage, [.. Enumerable.Range(1, 20)]);
        var second = await StageAsync(storage, [.. Enumerable.Range(101, 20)]);
        files.FailAt(1, FileOperation.SyncFileSystem, Eio);

        Assert.That((await CatchAsync(() => storage.CommitAsync(first, null)))?.Reason, Is.EqualTo(StorageFailureReason.IoError));
        Assert.That((await CatchAsync(() => storage.CommitAsync(second, null)))?.Reason, Is.EqualTo(StorageFailureReason.IoError));
        Assert.That(await ListAsync(storage), Is.Empty);

        await StoreAsync(storage, [.. Enumerable.Range(101, 20)]);
        Assert.That(await ListAsync(storage), Has.Count.EqualTo(20));
    }

    [Test]
    public async Task A_failed_sync_is_not_asked_again()
    {
        var staged = await StageAsync(storage, [10]);
        files.FailAt(1, FileOperation.Sync, Eio);

        Assert.That(await CatchAsync(() => storage.CommitAsync(staged, null)), Is.Not.Null);
        Assert.That(Count(FileOperation.Sync), Is.EqualTo(1));
        Assert.That((await CatchAsync(() => storage.CommitAsync(staged, null)))?.Reason, Is.EqualTo(StorageFailureReason.Missing));
    }

    [Test]
    public async Task A_temporary_file_that_cannot_be_removed_hides_no_outcome()
    {
        await StoreAsync(storage, [10]);
        var again = await StageAsync(storage, [10]);
        files.FailAt(1, FileOperation.Delete, Eio);

        await storage.CommitAsync(again, null);

        Assert.That(files.Fired);
        Assert.That(Directory.GetFiles(folder.File("root/tmp")), Has.Length.EqualTo(1), "the sweep removes it");
    }

    [Test]
    public async Task A_directory_removed_by_somebody_is_made_again()
    {
        await StoreAsync(storage, [10]);
        Directory.Delete(folder.File("root/artifact"), recursive: true);

        await StoreAsync(storage, [10]);

        Assert.That(await storage.GetSizeAsync(Sha256(10), null), Is.EqualTo(10));
    }

    [TestCase(true)]
    [TestCase(false)]
    [Platform("Unix")]
    public async Task A_link_or_directory_in_the_place_of_an_artifact_is_refused_by_every_call(bool link)
    {
        await StoreAsync(storage, [10]);
        var path = storage.GetPath(Sha256(10), null)!;
        File.Move(path, folder.File("elsewhere"));
        if (link)
            File.CreateSymbolicLink(path, folder.File("elsewhere"));
        else
            Directory.CreateDirectory(path);

        foreach (var call in new Func<Task>[]
        {
            async () => await storage.OpenReadAsync(Sha256(10), null),
            async () => await storage.GetSizeAsync(Sha256(10), null),
            async () => await storage.DeleteAsync(Sha256(10), null),
            () => StoreAsync(storage, [10]),
            () => Task.FromResult(storage.GetPath(Sha256(10), null)),
        })
        {
            var exception = await CatchAsync(call);
            Assert.That(exception?.Reason, Is.EqualTo(StorageFailureReason.Corrupt));
            Assert.That(exception?.Path, Is.EqualTo(path));
            Assert.That(exception?.Message, Does.Not.Contain(folder.Path));
        }

        Assert.That(await ListAsync(storage), Is.Empty);
        Assert.That(File.Exists(folder.File("elsewhere")));
        Assert.That(Directory.GetFiles(folder.File("root/tmp")), Is.Empty);
    }

    [Test]
    [Platform("Unix")]
    public async Task Sweeping_touches_nothing_but_temporary_files()
    {
        var victim = folder.File("victim");
        await File.WriteAllTextAsync(victim, "x");
        File.CreateSymbolicLink(folder.File($"root/tmp/{new string('a', 32)}"), victim);
        await File.WriteAllTextAsync(folder.File("root/tmp/notes.txt"), "x");
        Directory.CreateDirectory(folder.File($"root/tmp/{new string('b', 32)}"));

        Assert.That(await storage.SweepTemporaryAsync(TimeSpan.FromDays(-1)), Is.Zero);
        Assert.That(Directory.GetFileSystemEntries(folder.File("root/tmp")), Has.Length.EqualTo(3));
        Assert.That(File.Exists(victim));
    }

    [TestCase("../artifact")]
    [TestCase("/etc/passwd")]
    public void A_foreign_key_reaches_no_file(string key)
    {
        var staged = new StagedArtifact(1, new DigestSet(Sha256(1)), key);

        Assert.That(async () => await storage.CommitAsync([staged], null), Throws.ArgumentException);
        Assert.That(async () => await storage.DiscardAsync([staged]), Throws.ArgumentException);
    }

    [Test]
    public async Task Bytes_staged_by_another_process_are_forced_one_by_one()
    {
        var staged = await StageAsync(storage, [.. Enumerable.Range(1, 20)]);
        var received = staged.ConvertAll(artifact => new StagedArtifact(artifact.Size, artifact.Digests, artifact.Key));
        files.FailAt(0, FileOperation.None, 0);

        await storage.CommitAsync(received, null);

        Assert.That(Count(FileOperation.Sync), Is.EqualTo(20));
        Assert.That(await ListAsync(storage), Has.Count.EqualTo(20));
    }

    private static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private static Digest Sha256(int size) => Digest.Sha256(System.Security.Cryptography.SHA256.HashData(Bytes(size)));

    private static async Task<StorageException?> CatchAsync(Func<Task> action)
    {
        try
        {
            await action();
            return null;
        }
        catch (StorageException exception)
        {
            return exception;
        }
    }

    private static async Task<List<StoredFile>> ListAsync(FileSystemStorage storage)
    {
        var stored = new List<StoredFile>();
        await foreach (var file in storage.EnumerateAsync(null))
            stored.Add(file);
        return stored;
    }

    private static async Task AssertStoredAreWholeAsync(FileSystemStorage storage, bool visibleExpected)
    {
        var stored = await ListAsync(storage);
        if (!visibleExpected)
            Assert.That(stored, Is.Empty);
        foreach (var file in stored)
        {
            await using var stream = await storage.OpenReadAsync(file.Sha256, null);
            Assert.That(Digest.Sha256(await System.Security.Cryptography.SHA256.HashDataAsync(stream!)), Is.EqualTo(file.Sha256));
        }
    }

    private static async Task<List<StagedArtifact>> StageAsync(FileSystemStorage storage, int[] sizes)
    {
        var staged = new List<StagedArtifact>();
        try
        {
            foreach (var size in sizes)
                staged.Add(await storage.StageAsync(new MemoryStream(Bytes(size)), ArtifactWriteOptions.Default));
        }
        catch (StorageException)
        {
            await storage.DiscardAsync(staged);
            throw;
        }

        return staged;
    }

    private static async Task<List<StagedArtifact>> StoreAsync(FileSystemStorage storage, int[] sizes)
    {
        var staged = await StageAsync(storage, sizes);
        await storage.CommitAsync(staged, null);
        return staged;
    }

    private int Count(FileOperation operation) => files.Log.Count(entry => entry.Operation == operation);

    private FileSystemStorage New(string root) => new(new FileSystemStorageOptions { Root = root }, TimeProvider.System, files);
}
