#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Testing.Samples;

namespace Pulp.Testing.Stores;

/// <summary>
/// States what every <see cref="IRepositorySizeStore"/> does.
/// </summary>
public abstract class RepositorySizeSpecification : ContentSpecification
{
    private Guid repository;

    [SetUp]
    public async Task CreateRepositoryAsync() => repository = await CreateRepositoryAsync("one");

    [Test]
    public async Task An_empty_repository_takes_no_room()
    {
        Assert.That(await MeasureAsync(repository), Is.EqualTo(new RepositorySize(0, 0, 0, 0)));
        Assert.That(await MeasureAsync(Guid.NewGuid()), Is.EqualTo(new RepositorySize(0, 0, 0, 0)));
        Assert.That(await MeasureAsync(), Is.EqualTo(new RepositorySize(0, 0, 0, 0)));
    }

    [Test]
    public async Task The_latest_version_and_all_versions_are_told_apart()
    {
        var (a, b, c) = (await SaveStoredAsync("a", 1), await SaveStoredAsync("b", 20), await SaveStoredAsync("c", 300));
        await ChangeAsync(repository, [a, b]);
        await ChangeAsync(repository, [c], [a]);
        Assert.That(await MeasureAsync(repository), Is.EqualTo(new RepositorySize(320, 321, 0, 0)));
        await ChangeAsync(repository, [a], [b, c]);
        Assert.That(await MeasureAsync(repository), Is.EqualTo(new RepositorySize(1, 321, 0, 0)), "A unit that came twice takes room once.");
    }

    [Test]
    public async Task A_deleted_version_takes_no_room()
    {
        var (a, b) = (await SaveStoredAsync("a", 1), await SaveStoredAsync("b", 20));
        var first = (await ChangeAsync(repository, [a]))!;
        await ChangeAsync(repository, [b], [a]);
        await WriteAsync(session => session.Versions.DeleteAsync(first.Id));
        Assert.That(await MeasureAsync(repository), Is.EqualTo(new RepositorySize(20, 20, 0, 0)));
        await WriteAsync(async session => await session.Versions.DeleteAsync((await session.Versions.FindAsync(repository))!.Id));
        Assert.That(await MeasureAsync(repository), Is.EqualTo(new RepositorySize(0, 0, 0, 0)));
    }

    [Test]
    public async Task A_draft_does_not_count_before_it_is_complete()
    {
        await ChangeAsync(repository, [await SaveStoredAsync("a", 1)]);
        var draft = await StageAsync(repository);
        await AddAsync(draft, await SaveStoredAsync("b", 20), await SaveOnDemandAsync("c", 300));
        Assert.That(await MeasureAsync(repository), Is.EqualTo(new RepositorySize(1, 1, 0, 0)));
        await CompleteAsync(draft);
        Assert.That(await MeasureAsync(repository), Is.EqualTo(new RepositorySize(21, 21, 300, 0)));
    }

    [Test]
    public async Task An_artifact_that_several_files_share_is_counted_once()
    {
        var artifact = await SaveArtifactAsync("a", 50);
        var one = await SaveAsync(new SampleBundle { Name = "one" }, new("x", artifact.StoreKey, []), new("y", artifact.StoreKey, []));
        var two = await SaveAsync(new SampleBundle { Name = "two" }, new NewContentFile("z", artifact.StoreKey, []));
        await ChangeAsync(repository, [one, two]);
        Assert.That(await MeasureAsync(repository), Is.EqualTo(new RepositorySize(50, 50, 0, 0)));
    }

    [Test]
    public async Task Repositories_together_count_what_they_share_once()
    {
        var (a, b, c) = (await SaveStoredAsync("a", 1), await SaveStoredAsync("b", 20), await SaveStoredAsync("c", 300));
        var (promised, unknown) = (await SaveOnDemandAsync("d", 4000), await SaveOnDemandAsync("e", null));
        var second = await CreateRepositoryAsync("two");
        var third = await CreateRepositoryAsync("three");
        await ChangeAsync(repository, [a, b, promised, unknown]);
        await ChangeAsync(second, [b, c, promised, unknown]);
        await ChangeAsync(second, null, [b]);
        await ChangeAsync(third, [await SaveStoredAsync("f", 50_000)]);
        Assert.That(await MeasureAsync(repository), Is.EqualTo(new RepositorySize(21, 21, 4000, 1)));
        Assert.That(await MeasureAsync(second), Is.EqualTo(new RepositorySize(300, 320, 4000, 1)));
        Assert.That(await MeasureAsync(repository, second), Is.EqualTo(new RepositorySize(321, 321, 4000, 1)));
    }

    [Test]
    public async Task What_is_not_stored_counts_as_its_sources_state_it()
    {
        var (first, second) = (await CreateRemoteAsync("first"), await CreateRemoteAsync("second"));
        var bundle = await SaveAsync(
            new SampleBundle { Name = "one" },
            new("silent and stated", null, [Source(first, null), Source(second, 7)]),
            new("stated twice", null, [Source(first, 50), Source(second, 50)]),
            new("silent", null, [Source(first, null)]),
            new("without a source", null, []),
            new("stored", (await SaveArtifactAsync("a", 600)).StoreKey, [Source(first, 600)]));
        await ChangeAsync(repository, [bundle]);
        Assert.That(await MeasureAsync(repository), Is.EqualTo(new RepositorySize(600, 600, 57, 2)));
    }

    private static RemoteArtifact Source(SampleRemote remote, long? size) =>
        new() { RemoteId = remote.Id, Url = new Uri("https://example.org/x"), Size = size, Digests = DigestSet.Empty };

    private Task<SampleRemote> CreateRemoteAsync(string name) => CreateAsync(new SampleRemote { Name = name, Url = "https://example.org/" });

    private async Task<Membership> SaveStoredAsync(string name, long size) =>
        await SaveAsync(File(name), new NewContentFile($"{name}-1.bin", (await SaveArtifactAsync(name, size)).StoreKey, []));

    private async Task<Membership> SaveOnDemandAsync(string name, long? size) =>
        await SaveAsync(File(name), new NewContentFile($"{name}-1.bin", null, [Source(await CreateRemoteAsync(name), size)]));

    private Task<RepositorySize> MeasureAsync(params Guid[] repositories) => ReadAsync(session => session.RepositorySizes.MeasureAsync(repositories));
}
