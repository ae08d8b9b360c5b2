using Pulp.Storage;

namespace Pulp.Core.Tests.Storage;

/// <summary>What a writer does before anybody waits for it.</summary>
internal sealed class EarlyStagingTests
{
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
        storage = new FileSystemStorage(new FileSystemStorageOptions { Root = folder.File("root") }, TimeProvider.System, files);
    }

    [TearDown]
    public void RemoveStorage()
    {
        storage.Dispose();
        folder.Dispose();
    }

    [TestCase(100, 0, 1)]
    [TestCase(100, 50, 2)]
    [TestCase(3_000_000, 0, 1)]
    [TestCase(3_000_000, 50, 2)]
    public async Task What_was_forced_before_the_end_is_not_forced_again_unless_more_came(int first, int more, int syncs)
    {
        files.FailAt(0, FileOperation.None, 0);
        var staged = await ForceAsync(first, more);
        await storage.CommitAsync([staged], null);

        Assert.That(Count(FileOperation.Sync), Is.EqualTo(syncs));
        Assert.That(files.Log.FindLastIndex(entry => entry.Operation == FileOperation.Sync), Is.LessThan(files.Log.FindIndex(entry => entry.Operation == FileOperation.Rename)));
        Assert.That(await storage.GetSizeAsync(staged.Sha256, null), Is.EqualTo(first + more));
    }

    [TestCase(0)]
    [TestCase(100)]
    [TestCase(3_000_000)]
    public async Task What_bytes_are_kept_in_is_made_before_they_come_and_once(int size)
    {
        files.FailAt(0, FileOperation.None, 0);
        await using (var writer = await storage.CreateWriterAsync(ArtifactWriteOptions.Default))
        {
            writer.BeginKeeping();
            writer.BeginKeeping();
            await writer.WriteAsync(new byte[size]);
            await storage.CommitAsync([await writer.CompleteAsync()], null);
        }

        Assert.That(Count(FileOperation.Create), Is.EqualTo(1));
        Assert.That(Directory.GetFiles(folder.File("root/tmp")), Is.Empty);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_was_made_for_bytes_that_never_came_is_removed(bool isOpened)
    {
        var writer = await storage.CreateWriterAsync(ArtifactWriteOptions.Default);
        writer.BeginKeeping();
        using (isOpened ? writer.OpenKept() : null)
            await writer.DisposeAsync();

        Assert.That(Directory.GetFiles(folder.File("root/tmp")), Is.Empty);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task What_cannot_be_made_ready_fails_the_first_bytes(bool isNeeded)
    {
        files.FailAt(1, FileOperation.Create, Enospc);
        var writer = await storage.CreateWriterAsync(ArtifactWriteOptions.Default);
        writer.BeginKeeping();
        await writer.WriteAsync(new byte[10]);
        if (isNeeded)
            Assert.That((await CatchAsync(() => writer.KeepGatheredAsync().AsTask()))?.Reason, Is.EqualTo(StorageFailureReason.NoSpace));
        await writer.DisposeAsync();

        Assert.That(files.Fired);
        Assert.That(Directory.GetFiles(folder.File("root/tmp")), Is.Empty);
    }

    [TestCase(0)]
    [TestCase(50)]
    public async Task Forcing_that_fails_before_the_end_fails_the_end(int more)
    {
        files.FailAt(1, FileOperation.Sync, Eio);
        var exception = await CatchAsync(() => ForceAsync(100, more));

        Assert.That(exception?.Reason, Is.EqualTo(StorageFailureReason.IoError));
        Assert.That(Directory.GetFiles(folder.File("root/tmp")), Is.Empty);
    }

    private async Task<StagedArtifact> ForceAsync(int first, int more)
    {
        await using var writer = await storage.CreateWriterAsync(ArtifactWriteOptions.Default);
        await writer.WriteAsync(new byte[first]);
        await writer.KeepGatheredAsync();
        writer.BeginForcing();
        writer.BeginForcing();
        await writer.WriteAsync(new byte[more]);
        return await writer.CompleteAsync();
    }

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

    private int Count(FileOperation operation) => files.Log.Count(entry => entry.Operation == operation);
}
