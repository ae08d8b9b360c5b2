#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Testing.Stores;

/// <summary>
/// States how every <see cref="IVersionStore"/> deletes versions: what is left stays what it was.
/// </summary>
public abstract class VersionDeletionSpecification : ContentSpecification
{
    private Guid repository;
    private List<Membership> units = [];

    [SetUp]
    public async Task CreateUnitsAsync()
    {
        repository = await CreateRepositoryAsync("one");
        units = await SaveAllAsync([.. "abcdef".Select(name => File($"{name}"))]);
    }

    [Test]
    public async Task The_successor_takes_over_what_a_deleted_version_changed()
    {
        await ChangeAsync(repository, units[..2]);
        var second = (await ChangeAsync(repository, units[2..4], units[..1]))!;
        Clock.Advance(TimeSpan.FromMinutes(1));
        var third = (await ChangeAsync(repository, units[4..], units[1..2]))!;
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await WriteAsync(session => session.Versions.DeleteAsync(second.Id)));
        Assert.That(await ReadAsync(session => session.Versions.GetAsync(second.Id)), Is.Null);
        Assert.That(await ReadAsync(session => session.Versions.FindAsync(repository, 2)), Is.Null);
        var left = await LatestAsync(repository);
        Assert.That((left.Id, left.Number, left.SetHash, left.LastUpdated), Is.EqualTo((third.Id, 3L, third.SetHash, Clock.GetUtcNow())));
        Assert.That((left.Summary.Added["sample.file"], left.Summary.Removed["sample.file"]), Is.EqualTo((4L, 2L)));
        await AssertHoldsAsync(left, units[2..]);
        Assert.That(await WriteAsync(session => session.Versions.DeleteAsync(second.Id)), "Deleting once more does nothing.");
    }

    [Test]
    public async Task What_only_the_deleted_version_did_counts_nowhere()
    {
        await ChangeAsync(repository, units[..1]);
        var second = (await ChangeAsync(repository, units[1..3], units[..1]))!;
        await ChangeAsync(repository, [units[0], units[3]], units[1..2]);
        await WriteAsync(session => session.Versions.DeleteAsync(second.Id));
        var left = await LatestAsync(repository);
        Assert.That(left.Summary.Added, Is.EquivalentTo(new Dictionary<string, long> { ["sample.file"] = 2 }));
        Assert.That(left.Summary.Removed, Is.Empty);
        await AssertHoldsAsync(left, units[0], units[2], units[3]);
        var first = (await ReadAsync(session => session.Versions.FindAsync(repository, 1)))!;
        Assert.That(await DiffAsync(first, left, added: true), Is.EquivalentTo(new[] { units[2].ContentId, units[3].ContentId }));
        Assert.That(await DiffAsync(first, left, added: false), Is.Empty);
    }

    [Test]
    public async Task A_unit_that_came_and_went_many_times_is_counted_by_where_it_ends()
    {
        foreach (var number in (int[])[1, 2, 3, 4, 5])
            await ChangeAsync(repository, number % 2 == 1 ? units[..1] : null, number % 2 == 0 ? units[..1] : null);
        foreach (var number in (int[])[2, 4, 3])
        {
            var version = (await ReadAsync(session => session.Versions.FindAsync(repository, number)))!;
            await WriteAsync(session => session.Versions.DeleteAsync(version.Id));
        }

        var left = await LatestAsync(repository);
        Assert.That((left.Number, left.Summary.Added.Count, left.Summary.Removed.Count), Is.EqualTo((5L, 0, 0)));
        await AssertHoldsAsync(left, units[0]);
        await AssertHoldsAsync((await ReadAsync(session => session.Versions.FindAsync(repository, 1)))!, units[0]);
    }

    [Test]
    public async Task The_first_version_can_be_deleted()
    {
        await ChangeAsync(repository, units[..2]);
        await ChangeAsync(repository, units[2..], units[..1]);
        for (var number = 0; number < 2; number++)
        {
            var oldest = (await ReadAsync(session => session.Versions.FindAsync(repository, number)))!;
            await WriteAsync(session => session.Versions.DeleteAsync(oldest.Id));
        }

        var left = await LatestAsync(repository);
        Assert.That(left.Summary.Added, Is.EquivalentTo(new Dictionary<string, long> { ["sample.file"] = 5 }));
        Assert.That(left.Summary.Removed, Is.Empty);
        await AssertHoldsAsync(left, units[1..]);
        Assert.That(() => WriteAsync(session => session.Versions.DeleteAsync(left.Id)), Throws.InvalidOperationException, "The only version stays.");
    }

    [Test]
    public async Task When_the_latest_version_is_deleted_the_one_before_is_the_latest_again()
    {
        var first = (await ChangeAsync(repository, units[..3]))!;
        var second = (await ChangeAsync(repository, units[3..], units[..2]))!;
        await WriteAsync(session => session.Versions.DeleteAsync(second.Id));
        Assert.That((await LatestAsync(repository)).Id, Is.EqualTo(first.Id));
        await AssertHoldsAsync(first, units[..3]);
        var third = (await ChangeAsync(repository, units[3..4]))!;
        Assert.That(third.Number, Is.EqualTo(3), "A number is never used twice.");
        await AssertHoldsAsync(third, units[..4]);
        Assert.That(third.Summary.Added, Is.EquivalentTo(new Dictionary<string, long> { ["sample.file"] = 1 }));
    }

    [Test]
    public async Task A_version_deleted_in_parts_is_invisible_from_the_first_part_on()
    {
        var first = (await ChangeAsync(repository, units[..5]))!;
        var second = (await ChangeAsync(repository, units[5..], units[..3]))!;
        var third = (await ChangeAsync(repository, units[..2], units[5..]))!;
        Assert.That(await WriteAsync(session => session.Versions.DeleteAsync(second.Id, 1)), Is.False);
        Assert.That(await ReadAsync(session => session.Versions.GetAsync(second.Id)), Is.Null);
        Assert.That((await ReadAsync(session => session.Versions.QueryAsync(repository, DomainId, new()))).Items.Select(version => version.Number), Is.EqualTo(new[] { 3, 1, 0 }));
        await AssertHoldsAsync(first, units[..5]);
        await AssertHoldsAsync(third, units[0], units[1], units[3], units[4]);

        // Another deletion next to one that is not finished finishes it first.
        await WriteAsync(session => session.Versions.DeleteAsync(first.Id));
        Assert.That(await WriteAsync(session => session.Versions.DeleteAsync(second.Id, 1)));
        var left = await LatestAsync(repository);
        await AssertHoldsAsync(left, units[0], units[1], units[3], units[4]);
        Assert.That(left.Summary.Added, Is.EquivalentTo(new Dictionary<string, long> { ["sample.file"] = 4 }));
        Assert.That(left.Summary.Removed, Is.Empty);
    }

    [Test]
    public async Task What_is_begun_after_half_a_deletion_sees_nothing_of_the_deleted_version()
    {
        await ChangeAsync(repository, units[..2]);
        var second = (await ChangeAsync(repository, units[2..5], units[..2]))!;
        Assert.That(await WriteAsync(session => session.Versions.DeleteAsync(second.Id, 1)), Is.False);
        await AssertHoldsAsync(await LatestAsync(repository), units[..2]);
        await AssertHoldsAsync((await ChangeAsync(repository, units[5..]))!, units[0], units[1], units[5]);
        Assert.That(await WriteAsync(session => session.Versions.DeleteAsync(second.Id, 1)));
    }

    [Test]
    public async Task A_deletion_a_process_left_unfinished_is_found_with_the_drafts()
    {
        await ChangeAsync(repository, units[..4]);
        var second = (await ChangeAsync(repository, units[4..], units[..4]))!;
        var third = (await ChangeAsync(repository, units[..4], units[4..]))!;
        Assert.That(await WriteAsync(session => session.Versions.DeleteAsync(second.Id, 1)), Is.False);
        var abandoned = await ReadAsync(session => session.Versions.AbandonedDraftsAsync());
        Assert.That(abandoned.Select(left => left.Id), Is.EqualTo(new[] { second.Id }));
        while (!await WriteAsync(session => session.Versions.AbortAsync(abandoned[0], 1)))
        {
        }

        var left = await LatestAsync(repository);
        Assert.That((left.Id, left.Summary.Added.Count, left.Summary.Removed.Count), Is.EqualTo((third.Id, 0, 0)));
        await AssertHoldsAsync(left, units[..4]);
    }

    [Test]
    public async Task A_draft_is_aborted_not_deleted()
    {
        var draft = await StageAsync(repository);
        Assert.That(() => WriteAsync(session => session.Versions.DeleteAsync(draft.Id)), Throws.InvalidOperationException);
        Assert.That(await WriteAsync(session => session.Versions.DeleteAsync(Guid.NewGuid())));
    }

    [Test]
    public async Task All_versions_of_a_repository_are_deleted_in_parts()
    {
        var other = await CreateRepositoryAsync("two");
        var kept = (await ChangeAsync(other, units))!;
        var first = (await ChangeAsync(repository, units))!;
        await ChangeAsync(repository, remove: units[..2]);
        await AddAsync(await StageAsync(repository), units[0]);
        Assert.That(await WriteAsync(session => session.Versions.DeleteAllAsync(repository, 3)), Is.False);
        Assert.That(await ReadAsync(session => session.Versions.FindAsync(repository)), Is.Null);
        Assert.That(await ReadAsync(session => session.Versions.GetAsync(first.Id)), Is.Null);
        while (!await WriteAsync(session => session.Versions.DeleteAllAsync(repository, 3)))
        {
        }

        Assert.That(await WriteAsync(session => session.Resources.DeleteAsync(repository)), Is.Empty);
        Assert.That(await WriteAsync(session => session.Versions.DeleteAllAsync(repository)));
        await AssertHoldsAsync(kept, units);
    }
}
