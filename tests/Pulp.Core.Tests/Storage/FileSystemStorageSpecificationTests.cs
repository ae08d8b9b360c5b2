using Pulp.Digests;
using Pulp.Storage;
using Pulp.Testing.Storage;

namespace Pulp.Core.Tests.Storage;

[TestFixture(nameof(PosixFile))]
[TestFixture(nameof(PortableFile))]
internal sealed class FileSystemStorageSpecificationTests(string files) : ArtifactStorageSpecification
{
    private readonly List<FileSystemStorage> opened = [];
    private TemporaryFolder folder = null!;

    [TearDown]
    public void CloseStorages()
    {
        opened.ForEach(storage => storage.Dispose());
        opened.Clear();
        folder.Dispose();
        folder = null!;
    }

    protected override IArtifactStorage CreateStorage(TimeProvider time)
    {
        folder ??= new TemporaryFolder();
        var options = new FileSystemStorageOptions { Root = folder.File("storage") };
        opened.Add(new FileSystemStorage(options, time, files == nameof(PosixFile) ? DurableFiles.ForThisSystem() : new PortableFile()));
        return opened[^1];
    }

    protected override Task<int> CountStagedAsync() =>
        Task.FromResult(Directory.GetFiles(folder.File("storage/tmp")).Length);

    protected override Task DamageAsync(Digest sha256, Guid? domain, byte[] bytes) =>
        File.WriteAllBytesAsync(opened[0].GetPath(sha256, domain)!, bytes);
}
