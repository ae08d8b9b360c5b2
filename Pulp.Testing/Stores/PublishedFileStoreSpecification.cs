#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.Artifacts;
using Pulp.Stores;
using Pulp.Testing.Samples;

namespace Pulp.Testing.Stores;

/// <summary>
/// States what every <see cref="IPublishedFileStore"/> does.
/// </summary>
public abstract class PublishedFileStoreSpecification : ContentSpecification
{
    private StoredArtifact index = null!;
    private StoredArtifact file = null!;
    private long unitFile;
    private Guid publication;

    [SetUp]
    public async Task CreatePublicationAsync()
    {
        (index, file) = (await SaveArtifactAsync("index", 10), await SaveArtifactAsync("file", 20));
        var unit = await SaveAsync(File("a"), new NewContentFile("a-1.bin", file.StoreKey, []));
        unitFile = (await ReadAsync(session => session.Contents.GetFilesAsync([unit.ContentKey])))[unit.ContentKey].Single().StoreKey;
        var version = (await ChangeAsync(await CreateRepositoryAsync("one"), [unit]))!;
        publication = (await CreateAsync(new SamplePublication { RepositoryVersion = version.Id })).Id;
    }

    [Test]
    public async Task Generated_and_published_files_are_found_by_path()
    {
        Assert.That(await AddAsync(new("index.html", index.StoreKey, null), new("pool/a.bin", null, unitFile)), Is.Null);
        var generated = await FindAsync("index.html");
        Assert.That((generated!.RelativePath, generated.Stored), Is.EqualTo(("index.html", index)));
        var published = await FindAsync("pool/a.bin");
        Assert.That((published!.RelativePath, published.Stored, published.StoreKey), Is.EqualTo(("pool/a.bin", file, unitFile)));
        Assert.That(await FindAsync("a-1.bin"), Is.Null);
        Assert.That(await ReadAsync(session => session.PublishedFiles.FindAsync(Guid.NewGuid(), "index.html")), Is.Null);
    }

    [Test]
    public async Task A_path_that_is_taken_is_named_and_nothing_is_added()
    {
        await AddAsync(new NewPublishedFile("a", index.StoreKey, null));
        Assert.That(await AddAsync(new("b", index.StoreKey, null), new("a", null, unitFile)), Is.EqualTo("a"));
        Assert.That(await AddAsync(new("b", index.StoreKey, null), new("c", index.StoreKey, null), new("c", null, unitFile)), Is.EqualTo("c"));
        Assert.That(await PathsAsync(), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public void A_file_names_one_thing_to_publish()
    {
        Assert.That(() => AddAsync(new NewPublishedFile("a", index.StoreKey, unitFile)), Throws.ArgumentException.With.Message.Contains("'a'"));
        Assert.That(() => AddAsync(new NewPublishedFile("a", null, null)), Throws.ArgumentException);
    }

    [Test]
    public async Task Directories_are_listed()
    {
        await AddAsync(
            new("z", index.StoreKey, null), new("dir/b", null, unitFile), new("dir/a", index.StoreKey, null), new("dir/sub/x", index.StoreKey, null), new("dir/sub/y", index.StoreKey, null), new("dir-2/x", index.StoreKey, null), new("dir0", index.StoreKey, null));
        var now = Clock.GetUtcNow();
        Assert.That(await ListAsync(""), Is.EqualTo(new DirectoryEntry[] { new("dir-2/", null, null), new("dir/", null, null), new("dir0", 10, now), new("z", 10, now) }));
        Assert.That(await ListAsync("dir/"), Is.EqualTo(new DirectoryEntry[] { new("a", 10, now), new("b", 20, now), new("sub/", null, null) }));
        Assert.That(await ListAsync("none/"), Is.Empty);
        Assert.That(await ReadAsync(session => session.PublishedFiles.ListAsync(Guid.NewGuid(), "")), Is.Empty);
    }

    [Test]
    public async Task Files_go_with_their_publication()
    {
        await AddAsync(new NewPublishedFile("a", index.StoreKey, null));
        Assert.That(await WriteAsync(session => session.Resources.DeleteAsync(publication)), Is.Empty);
        Assert.That(await PathsAsync(), Is.Empty);
        Assert.That(await WriteAsync(session => session.Artifacts.DeleteAsync(index.Id)));
    }

    private Task<string?> AddAsync(params NewPublishedFile[] files) => WriteAsync(session => session.PublishedFiles.AddAsync(publication, files));

    private Task<ContentArtifact?> FindAsync(string path) => ReadAsync(session => session.PublishedFiles.FindAsync(publication, path));

    private Task<IReadOnlyList<DirectoryEntry>> ListAsync(string prefix) => ReadAsync(session => session.PublishedFiles.ListAsync(publication, prefix));

    private async Task<List<string>> PathsAsync()
    {
        var seen = new List<string>();
        while (await ReadAsync(session => session.PublishedFiles.PathsAsync(publication, seen.LastOrDefault(), 2)) is { Count: > 0 } part)
            seen.AddRange(part);
        return seen;
    }
}
