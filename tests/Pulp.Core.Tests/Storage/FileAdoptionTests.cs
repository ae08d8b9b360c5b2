using Pulp.Core.Tests.Support;
using Pulp.Digests;
using Pulp.Storage;

namespace Pulp.Core.Tests.Storage;

[TestFixture]
[Platform("Linux")]
internal sealed class FileAdoptionTests
{
    private readonly byte[] bytes = [1, 2, 3];
    private TemporaryFolder folder = null!;
    private FileSystemStorage storage = null!;

    private DigestSet Digests => new(StoreFixture.DigestOf(bytes));

    [SetUp]
    public void SetUp()
    {
        folder = new TemporaryFolder();
        storage = new FileSystemStorage(new FileSystemStorageOptions { Root = folder.File("storage") }, TimeProvider.System);
    }

    [TearDown]
    public void TearDown()
    {
        storage.Dispose();
        folder.Dispose();
    }

    [Test]
    public async Task A_file_is_adopted_and_stays_where_it_was()
    {
        await File.WriteAllBytesAsync(folder.File("file"), bytes);
        var staged = await storage.TryAdoptAsync(folder.File("file"), bytes.Length, Digests);
        await storage.CommitAsync([staged!], null);

        Assert.That(await File.ReadAllBytesAsync(storage.GetPath(staged!.Sha256, null)!), Is.EqualTo(bytes));
        Assert.That(folder.File("file"), Does.Exist);
        Assert.That(Directory.GetFiles(folder.File("storage/tmp")), Is.Empty);
    }

    [Test]
    public async Task A_discarded_adoption_leaves_the_file()
    {
        await File.WriteAllBytesAsync(folder.File("file"), bytes);
        var staged = await storage.TryAdoptAsync(folder.File("file"), bytes.Length, Digests);
        await storage.DiscardAsync([staged!]);

        Assert.That(await File.ReadAllBytesAsync(folder.File("file")), Is.EqualTo(bytes));
        Assert.That(Directory.GetFiles(folder.File("storage/tmp")), Is.Empty);
    }

    [Test]
    public async Task A_file_that_cannot_have_a_second_name_there_is_not_adopted() =>
        Assert.That(await storage.TryAdoptAsync("/proc/self/status", bytes.Length, Digests), Is.Null);

    [Test]
    public void A_file_that_is_not_there_is_an_error() => Assert.That(
        async () => await storage.TryAdoptAsync(folder.File("absent"), bytes.Length, Digests),
        Throws.InstanceOf<StorageException>());
}
