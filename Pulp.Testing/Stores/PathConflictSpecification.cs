#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Testing.Samples;

namespace Pulp.Testing.Stores;

/// <summary>
/// States how every <see cref="IMembershipStore"/> finds files of a version that stand in each other's way.
/// </summary>
public abstract class PathConflictSpecification : ContentSpecification
{
    private Guid repository;

    [SetUp]
    public async Task CreateRepositoryAsync() => repository = await CreateRepositoryAsync("one");

    [Test]
    public async Task Two_units_with_one_path_are_found()
    {
        await AddAsync(await BundleAsync("one", "deep/x"));
        Assert.That(await AddAsync(await BundleAsync("two", "deep/y", "deep/x")), Is.EqualTo(new PathConflict("deep/x", "deep/x")));
    }

    [Test]
    public async Task A_file_in_the_place_of_a_directory_is_found_whichever_came_first()
    {
        await AddAsync(await BundleAsync("one", "a/b/c/d"));
        foreach (var path in new[] { "a", "a/b", "a/b/c" })
        {
            Assert.That(await AddAsync(await BundleAsync($"above {path}", path)), Is.EqualTo(new PathConflict(path, "a/b/c/d")));
            await ChangeAsync(repository, remove: [await BundleAsync($"above {path}")]);
        }

        var other = await CreateRepositoryAsync("two");
        await AddAsync(other, await BundleAsync("above a/b"));
        Assert.That(await AddAsync(other, await BundleAsync("one")), Is.EqualTo(new PathConflict("a/b", "a/b/c/d")));
    }

    [Test]
    public async Task Files_that_come_together_and_files_of_one_unit_are_compared_too()
    {
        Assert.That(await AddAsync(await BundleAsync("one", "a"), await BundleAsync("two", "a")), Is.EqualTo(new PathConflict("a", "a")));
        Assert.That(await AddAsync(await CreateRepositoryAsync("two"), await BundleAsync("three", "b/c", "b/c/d")), Is.EqualTo(new PathConflict("b/c", "b/c/d")));
    }

    [Test]
    public async Task Files_that_are_found_by_repository_key_are_compared_with_others()
    {
        var keyed = await SaveAsync(File("dir/a"), new NewContentFile("dir/a-1.bin", null, []));
        await AddAsync(keyed);
        Assert.That(await AddAsync(await BundleAsync("same", "dir/a-1.bin")), Is.EqualTo(new PathConflict("dir/a-1.bin", "dir/a-1.bin")));
        await ChangeAsync(repository, remove: [await BundleAsync("same")]);
        Assert.That(await AddAsync(await BundleAsync("below", "dir/a-1.bin/c")), Is.EqualTo(new PathConflict("dir/a-1.bin", "dir/a-1.bin/c")));
        await ChangeAsync(repository, remove: [await BundleAsync("below")]);
        Assert.That(await AddAsync(await BundleAsync("above", "dir")), Is.EqualTo(new PathConflict("dir", "dir/a-1.bin")));
        await ChangeAsync(repository, remove: [keyed]);
        Assert.That(await AddAsync(keyed), Is.EqualTo(new PathConflict("dir", "dir/a-1.bin")));
    }

    [Test]
    public async Task Keyed_files_alone_are_compared_where_they_lie_in_directories()
    {
        await AddAsync(await SaveAsync(File("a"), new NewContentFile("a-1.bin", null, [])));
        Assert.That(await AddAsync(await SaveAsync(File("a-1.bin/b"), new NewContentFile("a-1.bin/b-1.bin", null, []))), Is.EqualTo(new PathConflict("a-1.bin", "a-1.bin/b-1.bin")));
    }

    [Test]
    public async Task Similar_paths_and_a_unit_that_takes_anothers_place_are_no_conflict()
    {
        await AddAsync(await BundleAsync("one", "a/b", "a/b.c", "a/B/c", "a/b0"));
        Assert.That(await AddAsync(await BundleAsync("two", "a/b-c/d", "a/bc", "b", "a/a")), Is.Null);
        await AddAsync(await SaveAsync(File("f", bytes: "1"), new NewContentFile("f-1.bin", null, [])));
        Assert.That(await AddAsync(await SaveAsync(File("f", bytes: "2"), new NewContentFile("f-1.bin", null, []))), Is.Null);
    }

    [Test]
    public async Task Units_that_went_and_units_of_other_repositories_do_not_matter()
    {
        var old = await BundleAsync("old", "a/b");
        await AddAsync(await CreateRepositoryAsync("two"), await BundleAsync("elsewhere", "a"));
        await AddAsync(old);
        var version = await ChangeAsync(repository, [await BundleAsync("new", "a/b/c")], [old]);
        Assert.That(await ConflictOfAsync(version!), Is.Null);
    }

    [Test]
    public async Task What_others_added_beside_a_staged_draft_is_compared_with_what_it_adds()
    {
        var draft = await StageAsync(repository);
        await AddAsync(draft, await BundleAsync("staged", "a/b"));
        await AddAsync(await BundleAsync("beside", "a/b/c"));
        Assert.That(await ConflictOfAsync((await CompleteAsync(draft))!), Is.EqualTo(new PathConflict("a/b", "a/b/c")));
    }

    [Test]
    public async Task A_unit_that_was_deleted_and_saved_again_needs_its_directories_again()
    {
        await BundleAsync("one", "a/b/c");
        Clock.Advance(TimeSpan.FromDays(2));
        await WriteAsync(session => session.Contents.DeleteOrphansAsync(DomainId, Clock.GetUtcNow().AddDays(-1), null, 0, 100));
        await AddAsync(await BundleAsync("one", "x/b/c"));
        Assert.That(await AddAsync(await BundleAsync("two", "a")), Is.Null);
        Assert.That(await AddAsync(await BundleAsync("three", "x/b")), Is.EqualTo(new PathConflict("x/b", "x/b/c")));
    }

    private Task<Membership> BundleAsync(string name, params string[] paths) =>
        SaveAsync(new SampleBundle { Name = name }, [.. paths.Select(path => new NewContentFile(path, null, []))]);

    private Task<PathConflict?> AddAsync(params Membership[] units) => AddAsync(repository, units);

    private async Task<PathConflict?> AddAsync(Guid to, params Membership[] units) => await ConflictOfAsync((await ChangeAsync(to, units))!);

    private Task<PathConflict?> ConflictOfAsync(RepositoryVersion version) => ReadAsync(session => session.Memberships.FindPathConflictAsync(version));
}
