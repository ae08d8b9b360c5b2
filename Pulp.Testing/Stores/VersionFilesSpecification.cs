#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Testing.Samples;

namespace Pulp.Testing.Stores;

/// <summary>
/// States how every <see cref="IMembershipStore"/> finds the files of a version by path.
/// </summary>
public abstract class VersionFilesSpecification : ContentSpecification
{
    private Guid repository;

    [SetUp]
    public async Task CreateRepositoryAsync() => repository = await CreateRepositoryAsync("one");

    [Test]
    public async Task A_file_is_found_through_its_units_repository_key()
    {
        var (x, y) = (await SaveArtifactAsync("x"), await SaveArtifactAsync("y"));
        var old = await SaveAsync(File("a", bytes: "1"), new NewContentFile("a-1.bin", x.StoreKey, []));
        var next = await SaveAsync(File("a", bytes: "2"), new NewContentFile("a-1.bin", y.StoreKey, []));
        await ChangeAsync(repository, [old]);
        await ChangeAsync(repository, [next]);
        await ChangeAsync(repository, remove: [next]);
        Assert.That((await FindAsync(0, "a-1.bin"), await FindAsync(1, "a-1.bin"), await FindAsync(2, "a-1.bin"), await FindAsync(3, "a-1.bin")), Is.EqualTo(((string?)null, x.Sha256, y.Sha256, (string?)null)));
        Assert.That(await FindAsync(1, "a-2.bin"), Is.Null);
        Assert.That(await FindAsync(1, "A-1.bin"), Is.Null);
    }

    [Test]
    public async Task A_file_with_a_path_of_its_own_is_found_too()
    {
        var (x, y) = (await SaveArtifactAsync("x"), await SaveArtifactAsync("y"));
        var one = await SaveAsync(new SampleBundle { Name = "one" }, new("deep/er/x", x.StoreKey, []), new("deep/er/y", y.StoreKey, []));
        var two = await SaveAsync(new SampleBundle { Name = "two" }, new NewContentFile("deep/er/x", y.StoreKey, []));
        await ChangeAsync(repository, [one]);
        await ChangeAsync(repository, [two], [one]);
        await ChangeAsync(await CreateRepositoryAsync("two"), [one]);
        Assert.That((await FindAsync(1, "deep/er/x"), await FindAsync(2, "deep/er/x")), Is.EqualTo((x.Sha256, y.Sha256)));
        Assert.That((await FindAsync(1, "deep/er/y"), await FindAsync(2, "deep/er/y")), Is.EqualTo((y.Sha256, (string?)null)));
        Assert.That(await FindAsync(1, "deep/er"), Is.Null);
    }

    [Test]
    public async Task A_directory_lists_what_lies_directly_in_it()
    {
        var remote = await CreateAsync(new SampleRemote { Name = "r", Url = "https://example.org/" });
        var source = new RemoteArtifact { RemoteId = remote.Id, Url = new Uri("https://example.org/x"), Size = 70, Digests = DigestSet.Empty };
        var artifact = await SaveArtifactAsync("x", 50);
        var bundle = await SaveAsync(
            new SampleBundle { Name = "one" },
            new("top", artifact.StoreKey, []), new("dir/b", null, [source]), new("dir/a", null, []), new("dir/sub/c", null, []), new("dir/sub/d", null, []), new("directory/e", null, []), new("dïr/f", null, []));
        var first = Clock.GetUtcNow();
        await ChangeAsync(repository, [bundle]);
        Clock.Advance(TimeSpan.FromHours(1));
        var version = (await ChangeAsync(repository, [await SaveAsync(File("z"), new NewContentFile("z-1.bin", null, []))]))!;
        Assert.That(await ListAsync(""), Is.EqualTo(new DirectoryEntry[]
        {
            new("dir/", null, null), new("directory/", null, null), new("dïr/", null, null), new("top", 50, first), new("z-1.bin", null, Clock.GetUtcNow()),
        }));
        Assert.That(await ListAsync("dir/"), Is.EqualTo(new DirectoryEntry[] { new("a", null, first), new("b", 70, first), new("sub/", null, null) }));
        Assert.That(await ListAsync("dïr/"), Is.EqualTo(new DirectoryEntry[] { new("f", null, first) }));
        Assert.That(await ListAsync("di/"), Is.Empty);
        Assert.That(await ListAsync("top/"), Is.Empty);

        async Task<IReadOnlyList<DirectoryEntry>> ListAsync(string prefix) => await ReadAsync(session => session.Memberships.ListAsync(version, prefix));
    }

    private async Task<string?> FindAsync(long number, string path)
    {
        var version = (await ReadAsync(session => session.Versions.FindAsync(repository, number)))!;
        var file = await ReadAsync(session => session.Memberships.FindFileAsync(version, path));
        Assert.That(file?.RelativePath ?? path, Is.EqualTo(path));
        return file?.Stored?.Sha256;
    }
}
